"""Moving in: what other scanners were told, read from their files and said in our words. Pure."""

"""What was written in files, said in the environment and typed, resolved once."""

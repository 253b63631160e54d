"""Finding secrets in bytes: pure, it knows no files, git, clock or environment."""

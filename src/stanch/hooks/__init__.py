"""Putting stanch in front of `git commit`, and taking it away again without a trace."""

"""Measurements of time and memory, and of what is found, beside other scanners in the same run."""

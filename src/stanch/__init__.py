"""stanch stops secrets from leaking through git."""

__version__ = "0.1.0"

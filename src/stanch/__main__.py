"""`python -m stanch`, for hooks that must run one certain interpreter."""

from stanch.cli.main import run

if __name__ == "__main__":
    run()

"""`python -m stanch`, for hooks that must run one certain interpreter."""

import sys

from stanch.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

#!/bin/sh
# Prints the Python to build the environment with: $PYTHON if it is set, else the first on the
# PATH that really runs, is 3.11 or later and can make environments. (A name alone says little:
# version managers put `python3.12` on the PATH without having one.)
set -eu

suits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if suits "$name"; then
        command -v "$name"
        exit 0
    fi
done

echo "no Python 3.11 or later with the venv module was found${PYTHON:+ as $PYTHON}." >&2
echo "hint: install one (Debian and Ubuntu: python3 and python3-venv), or say" >&2
echo "      make PYTHON=/path/to/python3.13 ..." >&2
exit 2

# Everything a developer or CI does here. `make help` lists it.
# Needs: python3 (3.11 or later, with venv), git, make. Another Python: make PYTHON=python3.13 test

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PACK := src/stanch/_builtin/rules.jsonl
PACK_FROM := $(wildcard rules/*.yaml src/stanch/rules/*.py src/stanch/written/*.py)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Only the repository's own policy counts when the project is checked, not that of a person's home.
STANCH := STANCH_USER_CONFIG= $(BIN)/stanch

HUSKY := husky@9

PEERS ?=
REPO ?=
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check format rules docs bench clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
	    printf '  %-12s  %s\n' "$$name" "$$what"; done

demo: $(VENV)/installed ## install here and see a leak stopped, then found in a history
	@$(BIN)/python scripts/demo.py

test: $(PACK) ## run the tests; ARGS='-k hook -x' is passed on
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

check: $(PACK) ## everything but the tests: format, lint, types, layers, documents, rules, own scan
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy src tests benchmarks scripts hatch_build.py
	$(BIN)/lint-imports
	$(BIN)/python scripts/gen_docs.py --check
	$(STANCH) rules lint
	$(STANCH) rules test
	$(STANCH) scan

format: $(VENV)/developing ## format the code, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

rules: $(VENV)/developing ## pack rules/*.yaml into the package
	@$(BIN)/python hatch_build.py

docs: $(PACK) ## write docs/cli.md and docs/rules.md anew
	@$(BIN)/python scripts/gen_docs.py

bench: $(PACK) ## measure; PEERS=DIR (an environment with other scanners), REPO=DIR (a long history)
	$(BIN)/python -m benchmarks.startup $(if $(PEERS),--peers "$(PEERS)")
	$(BIN)/python -m benchmarks.baseline
	$(BIN)/python -m benchmarks.throughput $(if $(PEERS),--peers "$(PEERS)")
	$(BIN)/python -m benchmarks.waking
	$(BIN)/python -m benchmarks.hostile
	$(if $(REPO),$(BIN)/python -m benchmarks.history "$(REPO)" $(if $(PEERS),--peers "$(PEERS)"),@echo "no REPO=DIR given: no history was measured")
	$(if $(REPO),$(BIN)/python -m benchmarks.growth "$(REPO)")

clean: ## remove what was made here
	rm -rf $(VENV) build dist src/stanch/_builtin
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made:
	@python=$$(PYTHON="$(PYTHON)" sh scripts/find_python.sh) && "$$python" -m venv $(VENV)
	@touch $@

# To use: the package in place. Installing it packs the rules.
$(VENV)/installed: pyproject.toml hatch_build.py $(PACK_FROM) | $(VENV)/made
	@echo "installing stanch into $(VENV) ..."
	@$(PIP) install --editable .
	@touch $@

# To work on it: the same with all tools. husky is for the tests of hooks, which do without it
# where npm is missing or reaches no registry.
$(VENV)/developing: pyproject.toml | $(VENV)/made
	@echo "installing stanch and its development tools into $(VENV) ..."
	@$(PIP) install --editable '.[dev]'
	@if command -v npm >/dev/null 2>&1; then \
	    npm install --silent --no-audit --no-fund --ignore-scripts --fetch-retries=1 \
	        --fetch-timeout=20000 --prefix $(VENV)/node $(HUSKY) >/dev/null 2>&1 </dev/null \
	        || echo "husky was not installed; its tests are skipped"; \
	fi
	@touch $(VENV)/installed $@

$(PACK): hatch_build.py $(PACK_FROM) | $(VENV)/developing
	@$(BIN)/python hatch_build.py

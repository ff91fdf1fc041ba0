# `make` alone lists the targets. `make PYTHON=/path/to/python3.12 test` uses another Python.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ROOMS := service hooks mappings sandbox bench tests
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--no-emit-find-links --no-emit-index-url --no-emit-trusted-host $(UPGRADE)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help test slow check bench cases lock serve sandbox clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment: made once, and again when the lock or the project's metadata changes.
$(STAMP): requirements/dev.txt pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@[ -x $(BIN)/python ] || "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make a virtual environment: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear $(VENV)
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

test: $(STAMP) ## run every test that is not marked slow (ARGS="..." is passed to pytest)
	$(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

# pytest's 5 means that no test is marked slow, which is no failure.
slow: $(STAMP) ## run the tests that are marked slow
	@$(BIN)/python -m pytest -m slow $(ARGS) || { code=$$?; [ $$code -eq 5 ] || exit $$code; echo "no test is marked slow"; }

check: $(STAMP) ## lint, formatting, types, the arrows between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(ROOMS)
	$(BIN)/lint-imports
	@echo "dependencies: not audited (no access to the advisory database)"

bench: $(STAMP) ## measure the service against a bare Flask, some minutes; writes docs/performance.md (needs wrk)
	@$(BIN)/python -m bench $(ARGS)

cases: $(STAMP) ## rewrite the golden cards under tests/cases/; read the diff before you commit it
	$(BIN)/python -m tests.update_cases

# The dev lock keeps extras (`coverage[toml]==`): without them pip 23 takes the newest version for the extra, and then
# refuses it because it is not the locked one. A constraints file, which base.txt also is, may not hold any.
lock: $(STAMP) ## compute requirements/*.txt anew (UPGRADE=--upgrade takes newer versions)
	$(LOCK) --strip-extras --output-file=requirements/base.txt pyproject.toml
	$(LOCK) --no-strip-extras --extra=dev --constraint=requirements/base.txt --output-file=requirements/dev.txt pyproject.toml

serve: $(STAMP) ## start the service on this machine without authentication, to try it
	PNET_CDS_AUTH=off $(BIN)/pnet-cds serve

sandbox: $(STAMP) ## start the service and a small EHR with sample patients on this machine (ARGS="--port 9000")
	@$(BIN)/pnet-cds sandbox $(ARGS)

clean: ## remove the environment and everything that the tools left behind
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

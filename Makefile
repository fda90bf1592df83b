# Everything a newcomer needs: `make demo`, then `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
QUIET := --quiet --disable-pip-version-check --no-input
PIP = $$($(BIN)/python -m pip --version >/dev/null 2>&1 && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python)

.PHONY: demo test check bench lock docs install clean
demo: install
	@$(BIN)/trigpoint demo --to demo

test: install
	$(BIN)/pytest

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_tree.py

bench: install
	$(BIN)/python -m bench

install: $(STAMP)

# Debian splits venv from Python: without ensurepip the environment starts empty and the system's pip fills it.
$(STAMP): constraints.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Trigpoint needs Python 3.11: install it, or run make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@echo "Installing the pinned packages into $(VENV) (about a minute) ..."
	@$(PIP) install $(QUIET) --require-hashes -r constraints.txt
	@$(PIP) install $(QUIET) --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# Pins every package with its hashes; no index address is written.
lock:
	$(BIN)/python scripts/lock.py

# Pages generated from code and vocabularies.
docs: install
	$(BIN)/python scripts/make_cli_docs.py
	$(BIN)/python scripts/make_event_type_docs.py

clean:
	rm -rf $(VENV) demo build dist

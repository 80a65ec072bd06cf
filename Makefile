# The front door. `make demo` runs the platform, `make test` checks and tests everything.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
PYTHON ?= python3
export PYTHONPATH := $(CURDIR)/src

.PHONY: help setup setup-dev demo check test chaos lint types imports docs reference lock audit clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## build .venv and the browser libraries
	@$(PYTHON) scripts/setup.py

setup-dev: ## the same, with the tools for development
	@$(PYTHON) scripts/setup.py --dev

demo: setup ## run the platform with a simulated province; prints address and log-ins
	@exec $(BIN)/python -m anlan up --demo

check: setup-dev lint types imports docs ## everything but the tests

test: check ## every check and every test
	@scripts/browser.sh
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup tests/unit tests/db tests/rules
	@$(BIN)/python -m pytest -q tests/integration
	@$(BIN)/python -m pytest -q -p no:randomly tests/browser

chaos: setup-dev ## kill -9 everything under load; NOT part of `test` yet: see docs/howto/run-the-tests.md
	@$(BIN)/python -m pytest -q -p no:randomly -m chaos

lint: ## ruff
	$(BIN)/ruff check src tests docs scripts
	$(BIN)/ruff format --check src tests docs scripts

types: ## mypy strict, and the type check of our page scripts
	$(BIN)/mypy src tests docs/tables.py
	npm run --silent types

imports: ## the import rules of .importlinter
	$(BIN)/lint-imports --no-logo

docs: ## build the documentation; a warning is an error
	$(BIN)/sphinx-build -b html -W -q docs docs/_build/html

reference: ## bring the tables of the reference pages up to date
	$(BIN)/python docs/tables.py

lock: ## compile requirements/*.in to hashed locks
	@for f in setup node base dev data; do $(BIN)/uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header $$([ $$f != data ] || echo --no-deps) \
	  requirements/$$f.in -o requirements/$$f.txt || exit 1; done

audit: ## known weaknesses of dependencies: advice, not a gate
	-$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/base.txt
	-npm audit --omit=dev

clean: ## remove what was built; data in var/ stays
	rm -rf .venv node_modules docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

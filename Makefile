# The front door. `make demo` runs the platform, `make test` checks and tests everything.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
UV := $(BIN)/uv

.PHONY: help setup demo check test lock

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## build .venv and the browser libraries
	@echo "to be written"

lint: ## ruff
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests

types: ## mypy strict
	$(BIN)/mypy src tests

lock: ## compile requirements/*.in to hashed locks
	@for f in setup base dev; do $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header requirements/$$f.in -o requirements/$$f.txt || exit 1; done

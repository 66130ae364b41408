# `make help` lists what there is. Nothing here needs an activated virtual environment.
# The only tools asked for are python3 (3.11 or newer, with venv) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EMBEDDED := $(BIN)/python -m preplainte.embedded
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: run test check bench drill fix messages docs lock help
.DEFAULT_GOAL := help

run: $(VENV)/.demo ## the whole site from nothing, with its demo data (PORT=8000, RUN_DIR=.run)
	@exec $(EMBEDDED) run

test: $(VENV)/.dev ## the whole test suite, on PostgreSQL and Valkey started for it (ARGS="-k name" narrows it)
	@exec $(EMBEDDED) exec pytest -n 2 --dist loadgroup $(ARGS)

check: $(VENV)/.dev ## what a change must pass before it is read: lint, format, types, templates, migrations, settings
	@exec $(EMBEDDED) exec $(BIN)/python .ci/check.py

bench: $(VENV)/.dev ## the load generator (bench/README.md)
	@exec $(BIN)/python -m bench $(ARGS)

drill: $(VENV)/.dev ## storms and faults that take minutes
	@exec $(EMBEDDED) exec pytest -m drill $(ARGS)

fix: $(VENV)/.dev ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: $(VENV)/.dev ## collect the strings to translate into locale/ and compile the translations (needs gettext)
	@$(EMBEDDED) exec sh -c ' \
	  python manage.py makemessages --all --no-location --no-wrap --no-obsolete --ignore=tests && \
	  python manage.py compilemessages --ignore=.venv'

docs: $(VENV)/.dev ## print docs/form.md, docs/sorting.md and docs/schema/ again from the code
	@$(EMBEDDED) exec sh -c 'for page in form sorting; do \
	  python manage.py describe_$$page >docs/$$page.md.new && mv docs/$$page.md.new docs/$$page.md || exit 1; done; \
	  python manage.py describe_schema >docs/schema/new && mv docs/schema/new docs/schema/complaint-1.json'

lock: $(VENV)/.dev ## resolve requirements/*.in again into the locked files
	@$(PIP) install "uv~=0.9"
	@for pair in production:requirements.txt demo:requirements/demo.txt dev:requirements/dev.txt; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate \
	    requirements/$${pair%%:*}.in --output-file $${pair##*:} || exit 1; done

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# A locked file that did not change installs nothing. The tools of development contain those of the demo.
$(VENV)/.demo: requirements/demo.txt requirements.txt | $(VENV)/.made
	@echo "Installing what the site needs (about a minute, once)"
	@$(PIP) install --require-hashes -r requirements/demo.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.made
	@echo "Installing what development needs (about a minute, once)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.demo

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "There is no $(PYTHON) here: install Python 3.11 or newer (Debian: apt install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$$($(PYTHON) --version) is too old: Python 3.11 or newer is needed. If there is one, make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This $(PYTHON) cannot make a virtual environment: apt install python3-venv, then run the same command again."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

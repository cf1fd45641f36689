# make demo [DURATION=60]   the emulated campus and the auditor, on this machine, without root
# make test                 format, lint, types, tests (as root it installs the real peers first)
# make lint                 the first three of them
# make docs                 write the pages on standards, indicators and quantities anew
# make lock                 resolve pyproject.toml anew into the two lock files
# make clean                remove what the above have made

# The distribution's own where it is new enough: built with optimisation, it is half as fast again.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo /usr/bin/python3 || echo python3)
# Seconds after which the demo ends by itself; empty: it runs until Ctrl-C.
DURATION ?=
# Worker processes of the tests; more than two processors, for most tests wait most of their time.
WORKERS ?= 3

VENV := .venv
BIN := $(VENV)/bin
# Hashes decide what is installed, and nothing is built here but our own wheel.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCKED := $(INSTALL) --require-hashes --only-binary :all: --requirement
OURSELVES := $(INSTALL) --no-deps --no-build-isolation --no-index --editable .
COMPILE := $(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --allow-unsafe \
	--strip-extras --no-header --no-annotate --no-emit-options \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: demo test lint docs lock clean

demo: $(VENV)/run.stamp
	$(BIN)/campus-sim demo $(if $(DURATION),--duration $(DURATION))

test: $(VENV)/dev.stamp
	tests/peers/install.sh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(VENV)/run.stamp
	$(BIN)/campus-auditor docs docs

# The second lock is held to the first, so that tests run on what users run on.
lock: $(VENV)/dev.stamp
	$(COMPILE) --extra sim --all-build-deps --output-file requirements.lock pyproject.toml
	$(COMPILE) --all-extras --all-build-deps --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml
	sed -i '/^#/d; /^$$/d' requirements.lock requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip comes last: a venv that was interrupted, or made without python3-venv, is made again.
$(BIN)/pip:
	$(PYTHON) -m venv $(VENV)

# The editable install names the console scripts, hence pyproject.toml.
$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/pip
	@echo "installing what the auditor and the emulated campus need into $(VENV)"
	$(LOCKED) requirements.lock
	$(OURSELVES)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/pip
	@echo "installing what the tests need into $(VENV)"
	$(LOCKED) requirements-dev.lock
	$(OURSELVES)
	@touch $@

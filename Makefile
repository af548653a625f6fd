# Tandem's commands. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup night truth test quick check bench real soak docs clean

PYTHON ?= python3
VENV ?= .venv
MAKEFLAGS += --no-print-directory
LAKE ?= lake
CONF ?= conf/simulated.yml
DATA ?= ../shared/data

# Two sessions side by side: a test waits for planning more than it computes. A module's tests stay together.
WORKERS ?= --numprocesses 2 --dist loadfile --no-loadscope-reorder

STAMP := $(VENV)/.stamp
BIN := $(VENV)/bin
# $(call given,PEOPLE DAYS): `--people 5000` for each of these variables that was given a value
lower = $(shell echo $(1) | tr A-Z a-z)
given = $(foreach name,$(1),$(if $($(name)),--$(call lower,$(name)) $($(name))))

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## virtual environment, pinned packages, Delta's jars; the only target that needs a network

night: $(STAMP) ## land the simulated company and run its night: DAYS= PEOPLE= SEED= LAKE= CONF= THROUGH=
	@$(BIN)/tandem simulate $(call given,CONF LAKE PEOPLE DAYS SEED)
	@$(BIN)/tandem night $(call given,CONF LAKE THROUGH)

truth: $(STAMP) ## measured against simulated truth, for any seed: SEED= SEEDS= PEOPLE= DAYS= EFFECT= LAKE=
	@$(BIN)/tandem truth $(call given,SEED SEEDS PEOPLE DAYS EFFECT) $(if $(filter command% environment%,$(origin LAKE)),--lake $(LAKE))

test: $(STAMP) ## all tests
	$(BIN)/pytest $(WORKERS) --durations=20

quick: $(STAMP) ## the tests that take no 20 seconds
	$(BIN)/pytest $(WORKERS) -m "not slow and not soak"

check: $(STAMP) ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(STAMP) ## floors, the simulator, the posterior, components of links, attribution and whole nights as ratios, with JSON beside: EVENTS= (how many)
	$(BIN)/python benchmarks/bench_simulate.py
	$(BIN)/python benchmarks/bench_posterior.py
	$(BIN)/python benchmarks/bench_identity.py
	$(BIN)/python benchmarks/bench_attribution.py $(call given,EVENTS)
	$(BIN)/python benchmarks/bench_night.py $(call given,EVENTS)

real: $(STAMP) ## nights over real public files: DATA= (their folder)
	TANDEM_ID_KEY=$${TANDEM_ID_KEY:-public-data} $(BIN)/tandem real $(call given,DATA)

soak: $(STAMP) ## kill, restart, split and reorder whole nights, and compare every table
	$(BIN)/pytest -m soak tests

docs: $(STAMP) ## docs/tables.md from the contracts, docs/kpis.md from the definitions of measures
	$(BIN)/python -m tandem.tables.document > docs/tables.md
	$(BIN)/python -m tandem.scorecard.document > docs/kpis.md

clean: ## remove the simulated lake and all caches; the virtual environment stays
	rm -rf lake build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis spark-warehouse

$(STAMP): setup.py constraints.txt lib/tandem/java.py lib/tandem/cli/setup.py lib/tandem/cli/rehearsal.py
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("Python 3.11 or newer is needed, $(PYTHON) is %d.%d: make PYTHON=python3.11" % v[:2])'
	@PYTHONPATH=lib $(PYTHON) -m tandem.java
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test,dev]'
	$(BIN)/tandem setup
	@touch $@

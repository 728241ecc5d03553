# make demo    set up, code the example reports, and leave a table, events.jsonl, .csv, .geojson and report.html in out/demo
# make test    set up and run every check: ruff, mypy, pytest
# make fast    compile the coder into out/fast (a C compiler, some minutes), the same bytes and sooner: see docs/usage.md
# make scores  code the gold and print the scores; make speed  the performance card

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := out/demo
EDITABLE := -e

.PHONY: demo test lint types unit packs fast scores speed clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sijill needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

# Pinned wheels only; the build tool as well.
$(VENV)/.core: $(BIN)/python pyproject.toml constraints.txt
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install -qq --disable-pip-version-check $(EDITABLE) .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install -qq --disable-pip-version-check $(EDITABLE) '.[dev,formats,link,postgres,read,spark,review,llm]'
	@touch $@

demo: $(VENV)/.core
	@mkdir -p $(DEMO)
	@$(BIN)/sijill code examples -o $(DEMO)/events.jsonl -o $(DEMO)/events.csv -o $(DEMO)/events.geojson -o $(DEMO)/report.html
	@$(BIN)/sijill show $(DEMO)/events.jsonl
	@echo "Left in $(DEMO):"
	@echo "  events.jsonl    every event with the words of every value"
	@echo "  events.csv      a row an event, for spreadsheets"
	@echo "  events.geojson  for maps"
	@echo "  report.html     open this one first: the texts with their events, a map and a timeline, offline"

test: lint types unit packs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

unit: $(VENV)/.dev
	$(BIN)/pytest -n 2

packs: $(VENV)/.dev
	$(BIN)/sijill packs check

fast: $(VENV)/.dev
	$(BIN)/python tools/compile.py out/fast
	$(BIN)/python bench/same.py out/fast

scores: $(VENV)/.dev
	$(BIN)/python bench/scores.py

speed: $(VENV)/.dev
	$(BIN)/python bench/speed.py

clean:
	rm -rf out .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Every target works on a fresh machine: it makes .venv and installs what it needs first.
# PIP_ARGS reaches pip, for an index of your own or of CPU-only PyTorch builds.

PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
Q ?= Who is Finland's new Prime Minister?

.PHONY: help ask serve bench-ask test test-browser torture hostile hostile-files hostile-index bench lint types check tidy docs card-pieces clean
.DEFAULT_GOAL := help

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet $(PIP_ARGS) -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet $(PIP_ARGS) -c constraints.txt -e '.[dev]'
	@touch $@

export Q
ask: $(VENV)/.installed ## Ask the sample articles: make ask Q="..."
	@$(BIN)/qa ask "$$Q"

INDEX ?=
PORT ?= 8000

WORKERS ?= 2
test: $(VENV)/.installed-dev ## Run every test, in as many processes as WORKERS says
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 10 \
		--cov --cov-report=term:skip-covered

torture: $(VENV)/.installed-dev ## Kill writers of an index, and lose the power, many times (strace)
	$(BIN)/pytest -m torture

HOSTILE ?= 5000
FUZZ ?= 20
hostile: hostile-index hostile-files ## Read and ask what is made to do harm: make hostile HOSTILE=50000 FUZZ=600

hostile-index: $(VENV)/.installed-dev
	$(BIN)/python -m tests.hostile.index_mutations $(HOSTILE)

hostile-files: $(VENV)/.installed-dev
	$(BIN)/pytest -m hostile
	$(BIN)/python -m tests.hostile.damaged_files $(HOSTILE)
	$(BIN)/python -m eval.hostile_questions --limit $(HOSTILE)
	@if $(BIN)/pip install --quiet $(PIP_ARGS) -c constraints.txt -e '.[fuzz]'; \
	then $(BIN)/python -m tests.hostile.fuzzing --seconds $(FUZZ); \
	else echo "The fuzzer cannot be installed here; its part is left out."; fi

SIZE ?= 10000
bench: $(VENV)/.installed-dev ## Measure the index at a size: make bench SIZE=100000
	$(BIN)/python -m eval.bench_index all $(SIZE)
	$(BIN)/python -m eval.bench_index report

serve: $(VENV)/.installed ## Answer in the browser and over HTTP: make serve INDEX=DIR PORT=8000
	$(BIN)/pip install --quiet $(PIP_ARGS) -c constraints.txt -e '.[serve]'
	$(BIN)/qa serve $(INDEX:%=--index %) --port $(PORT)

test-browser: $(VENV)/.installed-dev ## Drive the page in Chromium (apt-get install chromium chromium-driver)
	$(BIN)/pytest -m browser

bench-ask: $(VENV)/.installed-dev ## Measure a question, cold and warm, beside PyTorch
	$(BIN)/python -m eval.bench_ask --out

lint: $(VENV)/.installed-dev ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev ## Check types
	$(BIN)/mypy

check: lint types test ## Everything CI checks

tidy: $(VENV)/.installed-dev ## Count sizes, tangles and repetitions, beside their aims
	@$(BIN)/python -m eval.tidy

docs: $(VENV)/.installed-dev ## Write docs/cli.md and docs/settings.md from the commands and settings
	$(BIN)/python -m docs.generate

CARD ?= .work/card
QA_DATA ?= ../shared/data
TEACHER ?=
SETS := squad-2.0-train qed-nq-train tydiqa-en-train squadshifts-amazon-reddit qamr-wiki
DEV_SETS := squad-2.0-dev squad-1.1-dev

$(CARD)/skills.json: | $(VENV)/.installed
	$(BIN)/qa train skills --out $@

$(CARD)/pack.xz: $(CARD)/skills.json | $(VENV)/.installed
	$(BIN)/qa train pack $(SETS:%=--data $(QA_DATA)/%.json.xz) --alone $< \
		$(DEV_SETS:%=--dev $(QA_DATA)/%.json.xz) --out $@

card-pieces: $(CARD)/pack.xz ## Prepare training on a borrowed graphics card: make card-pieces TEACHER=DIR
	$(BIN)/qa train pieces --pack $< $(TEACHER:%=--teacher %) --out $(CARD)/pieces

clean: ## Remove what the targets made
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

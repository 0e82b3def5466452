# One command for each thing a person or the CI does. `make` alone lists them.
VENV ?= .venv
PORT ?= 8000
HOST ?= 127.0.0.1
# Processes that tests run in; those that count on the clock run alone (tests/support/turns.py).
TESTERS ?= 2
PY := $(VENV)/bin/python
MOTCUA := $(VENV)/bin/motcua
CODE := api bot corpus prompts retrieval scripts tests
COMPILE := $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --no-emit-package torch --generate-hashes \
	--custom-compile-command "make lock"

export VENV
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run index test check format eval eval-model eval-portal bench bench-retrieval bench-telegram withstand golden lock audit sbom clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## virtual environment with the locked run-time dependencies
	@scripts/setup.sh

setup-dev: ## the same with what tests and checks need
	@scripts/setup.sh --dev

index: setup ## (re)build the index of the shipped corpus
	@$(MOTCUA) index

run: index ## set up, index, then serve on http://HOST:PORT (default 127.0.0.1:8000)
	@$(MOTCUA) serve --host $(HOST) --port $(PORT)

test: setup-dev ## set up, then every test; REQUIRE_ALL=1 fails where a system program is missing
	@$(PY) scripts/check_system.py
	@$(PY) -m pytest -n $(TESTERS) --dist loadfile

check: setup-dev ## format, lint, types, layers, spelling, locks
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m ruff check $(CODE)
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/codespell $(CODE) docs *.md pyproject.toml Makefile
	@scripts/check_locks.sh

format: setup-dev ## let ruff format and fix
	$(PY) -m ruff format $(CODE)
	$(PY) -m ruff check --fix $(CODE)

eval: setup index ## the answer-quality table on the project's questions, written to docs/evaluation.md; fails below the bar
	@$(MOTCUA) eval --report docs/evaluation.md

eval-model: setup-dev index ## the same with a language model: yours (LLM_BASE_URL, LLM_MODEL), else a stub that echoes; fails below the bar
	@$(PY) -m scripts.eval_model

eval-portal: setup ## how often real records of the national portal are found by their names; needs ../shared, fails below the bar
	@$(PY) scripts/eval_portal.py

bench: setup-dev index ## index time, answer time per step, memory, questions per second over HTTP
	@$(PY) scripts/bench_assistant.py
	@$(PY) scripts/bench_http.py

bench-retrieval: setup-dev index ## speed and quality of the retrieval alone
	@$(PY) scripts/bench_retrieval.py

bench-telegram: setup-dev index ## 500 chats at once against a fake Bot API: updates per second, answer time, memory
	@$(PY) -m scripts.bench_telegram

withstand: setup-dev ## bring the whole service up without containers, break each part, print what people saw (20 minutes)
	@$(PY) -m scripts.withstand

golden: setup-dev ## rewrite the golden files; read their diff as data review
	@MOTCUA_WRITE_GOLDEN=1 $(PY) -m pytest -q -m "not slow"

lock: setup-dev ## resolve both lock files anew (developers; needs the package registry)
	$(COMPILE) --upgrade pyproject.toml --group build -o requirements.lock
	$(COMPILE) --upgrade pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	@scripts/check_locks.sh

audit: ## known vulnerabilities of the locked versions (needs the network; fails where it cannot ask)
	@scripts/audit.sh

sbom: setup ## what the program consists of, as CycloneDX: var/sbom.cdx.json
	@$(PY) -m scripts.make_sbom

clean: ## remove caches and the index, keep the environment
	rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

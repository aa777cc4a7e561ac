# Lingqu: `make demo` shows it, `make test` proves it. Each sets up what it needs in this folder.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ERP ?= sample
WORKERS ?= 2

.PHONY: demo test check conformance soak bench docs compat examples web screenshots constraints clean

## ---- what users and newcomers call ----

demo: $(READY) web        ## everything on SQLite with sample systems; ERP=tryton takes a real Tryton
	@$(BIN)/lingqu demo --erp $(ERP)

test: $(READY) web        ## all tests on SQLite and PostgreSQL, then in a real browser
	$(BIN)/python -m pytest -n $(WORKERS) -m "not soak and not conformance and not e2e"
	$(BIN)/python -m pytest -m "e2e and not soak" tests/e2e

check: $(READY) web       ## style, types, import contracts, web types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null; then cd web && npm run --silent typecheck && npm run --silent test; fi

## ---- longer looks ----

conformance: $(READY)     ## the large corpora (LINGQU_CORPORA, default ../shared/corpora)
	$(BIN)/python -m pytest -n $(WORKERS) -m conformance

soak: $(READY)            ## long fault and random runs
	LINGQU_SEED=random $(BIN)/python -m pytest -m soak

bench: $(READY)           ## one file a question; each prints ratios measured side by side
	@for question in benchmarks/[a-z]*.py; do \
	  $(BIN)/python -m benchmarks.$$(basename $$question .py) || exit 1; done

docs: $(READY)            ## pages that are generated from the code
	$(BIN)/python scripts/docs.py

compat: $(READY)          ## the figures behind docs/reference/api-compatibility.md, then the page
	LINGQU_COMPAT_FIGURES=docs/reference/api-compatibility.json $(BIN)/python -m pytest tests/compat -m "not soak or clients"
	$(BIN)/python scripts/docs.py

examples: $(READY)        ## the examples of the OpenAPI document, recorded from tests
	LINGQU_API_EXAMPLES=src/lingqu/api/examples.json $(BIN)/python -m pytest tests/api tests/compat \
	  -m "not soak" -k "not any_input and not malformed and not who_may and not postgresql"

screenshots: $(READY) web ## the pictures in docs/, taken from a running demo
	$(BIN)/python scripts/screenshots.py

## ---- set-up ----

$(READY): pyproject.toml constraints.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

web: $(READY)
	@$(BIN)/python scripts/web.py

constraints:              ## compile the exact versions again (versions and hashes only)
	$(BIN)/python -m piptools compile --quiet --strip-extras --extra dev --extra archive --extra otel --generate-hashes --allow-unsafe \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --no-annotate \
	  --output-file constraints.txt pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/lingqu/webui web/node_modules

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
SAMPLE := .sample/sample.refnet
# Each has a Neo4j server of its own; the tests of one file stay together, as many share what is slow to make. Files come
# in the order of tests/conftest.py, the longest first.
WORKERS := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DELETE_ON_ERROR:
.PHONY: app test bench soak pictures lock env clean

app: $(SAMPLE)
	$(BIN)/refnet app --book $(SAMPLE)

test: $(STAMP)
	$(BIN)/python tests/browser_setup.py
	$(BIN)/python tests/neo4j_setup.py
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(WORKERS)

bench: $(STAMP)
	$(BIN)/python tests/bench

soak: $(STAMP)
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -m "not e2e"

pictures: $(SAMPLE)
	$(BIN)/python docs/screenshots.py $(SAMPLE)

lock: $(STAMP)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    --upgrade --quiet --group build --group test --output-file requirements.lock pyproject.toml

env: $(STAMP)

# The environment is made anew whenever the locked versions or the project's own description change.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "refnet needs Python 3.11 or later: make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(SAMPLE): | $(STAMP)
	mkdir -p $(@D)
	$(BIN)/refnet new --sample --book $@

clean:
	rm -rf .venv .sample .neo4j .neo4j-* dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

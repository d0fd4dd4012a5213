# Makers. `make run` starts it, `make test` proves it, `make help` tells the rest.
# Each target is one command that does all it needs; a second run does only what has changed.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
URL := http://127.0.0.1:$(PORT)

# PYTHON=… names another; else the first of these that is 3.11 or later
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c '$(ENOUGH)' 2>/dev/null && echo $$p && break; done)

SOURCES := makers tests app.py gunicorn.conf.py $(wildcard benchmarks)
# Dutch is what the code says; these stand beside it
LANGUAGES := en_GB
CATALOGUES := $(LANGUAGES:%=makers/translations/%/LC_MESSAGES/messages.po)
COMPILED := $(patsubst %.po,%.mo,$(wildcard $(CATALOGUES)))
PYBABEL := $(BIN)/pybabel
FLASK := $(BIN)/flask --app app
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

# what `make run` gives the application
SETTINGS := MAKERS_DEMO=1 MAKERS_URL=$(URL)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test check lint bench shots kernel reference lock translations clean port

help:
	@echo "make run           start Makers with the demo afternoon on $(URL) (PORT=8001 for another port)"
	@echo "make test          everything: linters, types, all tests with a real browser and PostgreSQL"
	@echo "make check         linters, types and the fast tests, on SQLite alone"
	@echo "make bench         measure; prints JSON"
	@echo "make shots         take the README's screenshots again"
	@echo "make translations  collect the sentences on screen, bring the catalogues up to date, compile"
	@echo "make kernel        compile the seating solver's hot path again (needs clang and lld)"
	@echo "make reference     make the files anew after which Word reports are shaped (for another pandoc)"
	@echo "make lock          pin the dependencies of pyproject.toml again, with hashes"
	@echo "make clean         remove what make made; keeps instance/"

run: port $(VENV)/.run $(COMPILED)
	@echo "· bringing the database up to date"
	@$(SETTINGS) $(FLASK) db upgrade
	@echo "· setting out the demo afternoon"
	@$(SETTINGS) $(FLASK) makers demo
	@echo "· serving on $(URL) — stop with Ctrl-C"
	@$(SETTINGS) exec $(BIN)/gunicorn -c gunicorn.conf.py --bind 127.0.0.1:$(PORT) app:app

test: lint
	@echo "· running all tests"
	@$(PYTEST)

check: lint
	@echo "· running the fast tests on SQLite"
	@$(PYTEST) -m "not journey and not fault and not slow" -k "not postgres"

lint: $(VENV)/.test $(COMPILED)
	@echo "· style and security (ruff)"
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/ruff format --quiet --check $(SOURCES) || \
		{ echo "The files above are not laid out as ruff does it: run $(BIN)/ruff format $(SOURCES)"; exit 1; }
	@echo "· types (mypy)"
	@$(BIN)/mypy --no-error-summary
	@echo "· the order of the slices (import-linter)"
	@$(BIN)/lint-imports --no-logo > $(VENV)/slices.txt || { cat $(VENV)/slices.txt; exit 1; }
	@echo "· templates (djlint)"
	@$(BIN)/djlint --lint --quiet makers/templates

bench: $(VENV)/.test $(COMPILED)
	@$(BIN)/python -m benchmarks

shots: $(VENV)/.test $(COMPILED)
	@echo "· taking the README's screenshots"
	@$(BIN)/python -m tests.journeys.shots

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" --upgrade pyproject.toml

# Compiles the seating solver's hot path again. Needs clang and wasm-ld (Debian: clang, lld), which
# nothing else does: what comes out is kept.
KERNEL := makers/seating/solver/kernel
CLANG ?= $(shell command -v clang-14 || command -v clang)
WASM_LD ?= $(shell command -v wasm-ld-14 || command -v wasm-ld)

kernel:
	@echo "· compiling the kernel of the solver"
	@$(CLANG) --target=wasm32 -std=c11 -O3 -Wall -Wextra -Werror -mbulk-memory -ffreestanding -nostdlib \
		-c -o $(KERNEL)/kernel.o $(KERNEL)/kernel.c
	@$(WASM_LD) --no-entry --strip-all -o $(KERNEL)/kernel.wasm $(KERNEL)/kernel.o
	@rm $(KERNEL)/kernel.o
	@cd $(KERNEL) && sha256sum kernel.c kernel.wasm > kernel.sha256

reference: $(VENV)/.run
	@echo "· making the reference files of the documents"
	@$(BIN)/python -m makers.reports.documents.reference

lock: $(VENV)/.venv
	@echo "· pinning the dependencies"
	@$(BIN)/python -m pip install --quiet "uv>=0.13,<0.14"
	@$(UV) --output-file requirements.txt
	@$(UV) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	@echo "Pinned. Run make test before you keep it."

translations: $(VENV)/.run
	@echo "· collecting the sentences on screen"
	@$(PYBABEL) -q extract --mapping-file pyproject.toml --keywords _l --keywords lazy_gettext --ignore-dirs '.*' \
		--no-location --sort-output --project Makers --copyright-holder Makers --output-file $(VENV)/messages.pot .
	@echo "· bringing the catalogues up to date"
	@for lang in $(LANGUAGES); do \
		words="--locale $$lang --input-file $(VENV)/messages.pot --output-dir makers/translations"; \
		if [ -f makers/translations/$$lang/LC_MESSAGES/messages.po ]; \
		then $(PYBABEL) -q update $$words --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; \
		else $(PYBABEL) -q init $$words; fi || exit 1; \
	done
	@$(MAKE) --no-print-directory $(CATALOGUES:.po=.mo)

%.mo: %.po | $(VENV)/.run
	@echo "· compiling $<"
	@$(PYBABEL) -q compile --input-file $< --output-file $@

clean:
	rm -rf $(VENV) .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(COMPILED)
	find . -name __pycache__ -prune -exec rm -rf {} +

# The virtual environment; .run and .test say which requirements it holds.

$(VENV)/.venv:
	@test -n "$(PYTHON)" || { echo "Makers needs Python 3.11 or later. Install it, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Makers needs Python 3.11 or later."; exit 1; }
	@$(PYTHON) -c '$(ENOUGH)' || { echo "$$($(PYTHON) --version) is too old: Makers needs Python 3.11 or later."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python cannot make a virtual environment. On Debian: apt install python3-venv"; exit 1; }
	@echo "· making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
UNREACHED = { echo "The dependencies could not be installed; the lines above say which. Is there a network?"; exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/.venv
	@echo "· installing the dependencies (once; a minute or so)"
	@$(INSTALL) -r requirements.txt || $(UNREACHED)
	@touch $@

$(VENV)/.test: requirements-dev.txt | $(VENV)/.venv
	@echo "· installing the dependencies and the tools of the tests (once; a minute or two)"
	@$(INSTALL) -r requirements-dev.txt || $(UNREACHED)
	@touch $@ $(VENV)/.run

# Says at once that the port is taken, before anything is installed.
port: $(VENV)/.venv
	@$(BIN)/python -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null || \
		{ echo "Port $(PORT) is taken, by another server or by an earlier make run. Stop that one, or choose another: make run PORT=8001"; exit 1; }

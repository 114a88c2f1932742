# "make test" runs stages; each stage NAME is a target test-NAME. A suite with its own folder adds its stages in a file
# Tests/FOLDER/stages.mk, which appends their names to STAGES and defines their targets. TEST=NAME limits a stage to the
# tests whose names contain it; Tests/README.md lists the stages that accept it.

# $(call pytest,folder): runs the tests of a folder, or those that TEST names.
pytest = $(VENV)/pytest -q $(if $(TEST),-k "$(TEST)") $1

STAGES := lint generated unit binary abi c python go valgrind
# These stages measure times or counts that other processes would change.
STAGES_ALONE := counts crowd
# Short stages that find many errors come first, then the longest, so that it does not end long after the others.
STAGES_FIRST := lint generated torture

.PHONY: test
test: ## build, and run every test; "make test-NAME" runs one stage, JOBS=1 one after the other
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory all
	+@MAKE="$(MAKE)" scripts/run-stages.sh $(STAGES_ALONE:%=--alone %) \
	    $(STAGES_FIRST) $(filter-out $(STAGES_FIRST),$(STAGES))

# Checks the format of all sources.
.PHONY: test-lint
test-lint: lint

# Checks that the generated files match the header, and runs the generator's tests.
.PHONY: test-generated
test-generated:
	$(PYTHON) tools/abigen --check
	$(PYTHON) -m unittest discover --quiet --start-directory tools/abigen/tests --top-level-directory tools

.PHONY: test-unit
test-unit:
	$(HOSTED) test $(IN_HOSTED) $(if $(TEST),--filter "$(TEST)")

.PHONY: test-binary
test-binary: all
	$(PYTHON) Tests/abi/binary/check_binary.py $(LIBRARY)

.PHONY: test-abi
test-abi:
	$(PYTHON) Tests/abi/binary/check_abi.py

C_TEST_FLAGS := -std=c11 -pedantic -Wall -Wextra -Werror -g -O1 -Iinclude -ITests/c -ITests/support -D_GNU_SOURCE
c_test_sources := $(filter-out Tests/c/loader.c,$(wildcard Tests/c/*.c))
# What servers and clients of the tests share, and the client of the simulator.
loopback := $(addprefix Tests/support/loopback.,c h)
simulator_client := Tests/support/simulator.c Tests/support/loopback.c
c_test_objects   := $(patsubst Tests/c/%.c,build/tests/c/%.o,$(c_test_sources)) build/tests/c/scenarios.o \
                    $(simulator_client:Tests/support/%.c=build/tests/c/support/%.o)
c_test_headers   := $(wildcard Tests/c/*.h Tests/support/*.h) include/codelab.h

build/tests/c/scenarios.c: Tests/scenarios/generate_c.py $(wildcard tools/abigen/*.py) include/codelab.h \
                           $(shell find Tests/scenarios -name '*.json')
	@mkdir -p $(@D)
	$(PYTHON) $< $@

build/tests/c/%.o: Tests/c/%.c $(c_test_headers)
	@mkdir -p $(@D)
	$(CC) $(C_TEST_FLAGS) -c -o $@ $<

build/tests/c/support/%.o: Tests/support/%.c $(c_test_headers)
	@mkdir -p $(@D)
	$(CC) $(C_TEST_FLAGS) -c -o $@ $<

build/tests/c/scenarios.o: build/tests/c/scenarios.c $(c_test_headers)
	$(CC) $(C_TEST_FLAGS) -c -o $@ $<

build/tests/c/suite: $(c_test_objects) build/lib/libcodelab.so
	$(CC) -o $@ $(c_test_objects) -Lbuild/lib -lcodelab -lcurl -lpthread -Wl,-rpath,'$$ORIGIN/../../lib'

# Not linked with the library, because it loads and unloads it.
build/tests/c/loader: Tests/c/loader.c include/codelab.h
	@mkdir -p $(@D)
	$(CC) $(C_TEST_FLAGS) -o $@ $< -ldl -lpthread

.PHONY: test-c
test-c: all build/tests/c/suite $(if $(TEST),,test-c-header test-c-loader)
	build/tests/c/suite $(SIMULATOR) $(if $(TEST),"$(TEST)")

.PHONY: test-c-header test-c-loader
test-c-header:
	CC=$(CC) CXX=$(CXX) CLANG=$(CLANG) $(PYTHON) Tests/c/check_header.py

test-c-loader: all build/tests/c/loader
	build/tests/c/loader $(LIBRARY)

# The layout of the header by a C compiler, which the mirrors in Python and Go are compared with.
build/tests/layout.json: Tests/abi/layout/generate_layout.py include/codelab.h
	@mkdir -p $(@D)
	CLANG=$(CLANG) CC=$(CC) $(PYTHON) $< --json $@

.PHONY: test-python
test-python: all $(EXAMPLES) build/tests/layout.json
	CLANG=$(CLANG) $(call pytest,Tests/python)

# cgo's checks of the pointers that are passed to C, enabled in the way that the version of Go requires.
cgocheck = $(if $(filter go1.19% go1.20%,$(shell $(GO) env GOVERSION)),GODEBUG=cgocheck=2,GOEXPERIMENT=cgocheck2)

# With the race detector and these checks. The tests of handles also run with a garbage collection at each use of one.
GO_GC_TESTS := Watch|Open|Result|Iterator|Handle|Client|Page|List|Switch|Queue|Forgotten

.PHONY: test-go
ifdef TEST
test-go: all build/tests/layout.json
	cd bindings/go && $(GO) test -count=1 -run '$(TEST)' ./...
else
test-go: all build/tests/layout.json
	cd bindings/go && unformatted=$$(gofmt -l .) && test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	cd bindings/go && $(GO) vet ./... && $(GO) vet -tags codelab_gc . && $(GO) test -count=1 ./...
	cd bindings/go && $(cgocheck) $(GO) test -count=1 -race ./...
	cd bindings/go && $(GO) test -count=1 -tags codelab_gc -run '$(GO_GC_TESTS)' .
endif

# Checks the memory of the shipped library. Blocks that are reachable at the end belong to libcurl and OpenSSL.
VALGRIND := valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
            --errors-for-leak-kinds=definite --num-callers=24 --trace-children=no \
            --suppressions=Tests/c/valgrind.supp

.PHONY: test-valgrind
test-valgrind: all build/tests/c/suite
	CODELAB_TEST_PATIENCE=20 $(VALGRIND) build/tests/c/suite $(SIMULATOR) $(if $(TEST),"$(TEST)")

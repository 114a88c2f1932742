# What the library costs, counted exactly. Tests/counts/budgets.py has the budgets.

STAGES += counts

COUNTS       := build/tests/counts
COUNTS_FLAGS := -std=c11 -pedantic -Wall -Wextra -Werror -g -O2 -Iinclude -D_GNU_SOURCE

$(COUNTS)/server: Tests/counts/server.c
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $<

$(COUNTS)/yardstick: Tests/counts/yardstick.c Tests/counts/call.h
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $< -lcurl

$(COUNTS)/subject: Tests/counts/subject.c Tests/counts/call.h include/codelab.h build/lib/libcodelab.so
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $< -Lbuild/lib -lcodelab -Wl,-rpath,'$$ORIGIN/../../lib'

$(COUNTS)/load: Tests/counts/load.c
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $< -lcurl -ldl

$(COUNTS)/count_allocations.so: Tests/counts/count_allocations.c Tests/counts/allocations.h
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -shared -fPIC -o $@ $<

# Linked with it, rather than preloaded: it asks for what is in use.
$(COUNTS)/sleepers: Tests/counts/sleepers.c $(COUNTS)/count_allocations.so $(wildcard Tests/counts/*.h) \
                    include/codelab.h build/lib/libcodelab.so
	$(CC) $(COUNTS_FLAGS) -o $@ $< $(COUNTS)/count_allocations.so -Lbuild/lib -lcodelab \
	    -Wl,-rpath,'$$ORIGIN:$$ORIGIN/../../lib'

# Those that do a little more than is allowed: what the test of the checker is made with.
WASTEFUL := $(COUNTS)/wasteful

$(WASTEFUL)/subject: Tests/counts/subject.c Tests/counts/wasteful.c $(COUNTS)/subject
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $(filter %.c,$^) -Lbuild/lib -lcodelab -ldl -Wl,-rpath,'$$ORIGIN/../../../lib'

$(WASTEFUL)/sleepers: Tests/counts/sleepers.c Tests/counts/wasteful.c $(COUNTS)/sleepers
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $(filter %.c,$^) $(COUNTS)/count_allocations.so -Lbuild/lib -lcodelab -ldl \
	    -Wl,-rpath,'$$ORIGIN/..:$$ORIGIN/../../../lib'

$(WASTEFUL)/decode_codelab: Tests/bench/decode/decode_codelab.c Tests/counts/wasteful.c $(BENCH)/decode_codelab
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $(filter %.c,$^) -Lbuild/lib -lcodelab -ldl -Wl,-rpath,'$$ORIGIN/../../../lib'

$(WASTEFUL)/library.so: Tests/counts/wasteful_library.c
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -shared -fPIC -o $@ $< -lpthread

COUNTED := $(addprefix $(COUNTS)/,server yardstick subject load sleepers count_allocations.so) \
           $(addprefix $(WASTEFUL)/,subject sleepers decode_codelab library.so)

# COUNTS_DETAIL=--detail adds where the instructions go. The budgets first have to be seen to fail.
.PHONY: test-counts bench-check
test-counts: all $(COUNTED) $(PLAIN_BENCHED)
	COUNTS=$(abspath $(COUNTS)) DECODERS=$(abspath $(BENCH)) $(VENV)/pytest -q Tests/counts
	$(PYTHON) Tests/counts/counts.py $(COUNTS) $(BENCH) $(LIBRARY) $(COUNTS_DETAIL)

bench-check: test-counts ## fail when what is counted exactly passes its budget (a part of "make test")

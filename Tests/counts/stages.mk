# What a call costs in system calls, instructions and allocations.

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

$(COUNTS)/count_allocations.so: Tests/counts/count_allocations.c
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -shared -fPIC -o $@ $<

# COUNTS_DETAIL=--detail adds where the instructions go.
.PHONY: test-counts
test-counts: all $(addprefix $(COUNTS)/,server yardstick subject load count_allocations.so)
	$(PYTHON) Tests/counts/counts.py $(COUNTS) $(LIBRARY) $(COUNTS_DETAIL)

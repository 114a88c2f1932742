# Faults that were found from outside: servers that answer wrongly, environments, processes at their limits. Each file
# test_NAME.py has one subject; the programs are NAME.c.

STAGES += faults

FAULTS       := build/tests/faults
FAULTS_FLAGS := -std=c11 -Wall -Wextra -Werror -g -O1 -Iinclude -D_GNU_SOURCE
fault_programs := $(patsubst Tests/faults/%.c,$(FAULTS)/%,$(wildcard Tests/faults/*.c))

$(FAULTS)/%: Tests/faults/%.c $(wildcard Tests/faults/*.h) include/codelab.h build/lib/libcodelab.so
	@mkdir -p $(@D)
	$(CC) $(FAULTS_FLAGS) -o $@ $< -Lbuild/lib -lcodelab -ldl -lpthread -Wl,-rpath,'$$ORIGIN/../../lib'

.PHONY: test-faults
test-faults: all $(fault_programs)
	$(call pytest,Tests/faults)

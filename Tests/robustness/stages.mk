# Robustness from outside: failed allocations, threads, many operations at once, and the process around the library.

STAGES += host crowd torture threads stress

ROBUST        := build/tests/robustness
ROBUST_FLAGS  := -std=c11 -Wall -Wextra -Werror -g -O1 -Iinclude -D_GNU_SOURCE
robust_body   := Tests/scenarios/bodies/every-field.json
$(shell mkdir -p $(ROBUST))

# Swift's own crash handler would only slow down and blur what the sanitizers report.
export SWIFT_BACKTRACE := enable=no

# ---------------------------------------------------------------------------------------------- the host --

$(ROBUST)/host: $(wildcard Tests/robustness/host/*.[ch]) Tests/fuzz/targets/judge.c $(loopback) include/codelab.h
	$(CC) $(ROBUST_FLAGS) -o $@ $(filter %.c,$^) -ldl -lpthread

# malloc() counts what a thread keeps for itself as in use, so it is to keep nothing.
keep_nothing := GLIBC_TUNABLES=glibc.malloc.tcache_count=0

# Not linked with the library: it loads and unloads it.
.PHONY: test-host
test-host: all $(ROBUST)/host
	$(keep_nothing) $(ROBUST)/host $(abspath $(LIBRARY))

# --------------------------------------------------------------------------------------- many at once --

# The fast service of the benchmarks: the simulator would be what is measured.
$(ROBUST)/service: $(addprefix Tests/performance/bench/load/,service.c notebook.c notebook.h) $(loopback)
	$(CC) $(ROBUST_FLAGS) -O2 -o $@ $(filter %.c,$^)

$(ROBUST)/crowd: $(wildcard Tests/robustness/crowd/*.[ch]) include/codelab.h build/lib/libcodelab.so
	$(CC) $(ROBUST_FLAGS) -o $@ $(filter %.c,$^) -Lbuild/lib -lcodelab -lpthread -Wl,-rpath,'$$ORIGIN/../../lib'

.PHONY: test-crowd
test-crowd: all $(ROBUST)/service $(ROBUST)/crowd
	$(keep_nothing) $(ROBUST)/crowd $(ROBUST)/service

# ----------------------------------------------------------------------------------- failed allocations --

# Without the compiler's own ideas of what malloc() is.
$(ROBUST)/libfailing_malloc.so: Tests/robustness/allocation/failing_malloc.c Tests/robustness/allocation/failing_malloc.h
	$(CC) $(ROBUST_FLAGS) -fno-builtin -fPIC -shared -fvisibility=hidden -o $@ $< -ldl -lpthread

torture_sources := $(addprefix Tests/robustness/allocation/,torture.c run.c scenarios.c life.c queued.c second.c) \
                   $(simulator_client)
$(ROBUST)/torture: $(torture_sources) $(wildcard Tests/robustness/*/*.h Tests/support/*.h) build/lib/libcodelab.so
	$(CC) $(ROBUST_FLAGS) -o $@ $(torture_sources) -Lbuild/lib -lcodelab -ldl -lpthread -Wl,-rpath,'$$ORIGIN/../../lib'

torture := $(ROBUST)/torture $(SIMULATOR) $(robust_body)
torture_parts := torture-0 torture-1 torture-valgrind torture-tls-every torture-tls-sample

# Over TLS, with HTTP/1.1: nghttp2, which libcurl 7.88 uses for HTTP/2, loses a SETTINGS frame that it has no memory for,
# and the request then waits for its time-out. A scenario that makes a connection has thousands of N, nearly all of them
# in OpenSSL, so the stage takes every N only of second calls, which have a connection, and each 401st of the others.
behind_tls  := $(PYTHON) Tests/support/behind_tls.py --http1 --preload $(ROBUST)/libfailing_malloc.so
tls_second  := "second call" "a list after a step"
tls_sampled := "queue:" "again: a list that has failed" "again: a list in a queue" "again: a watch" "lists are walked" "is switched"

# Every N, half of the scenarios each, some of the N under valgrind, and some over TLS: two at a time, with the output of
# each in one piece.
.PHONY: test-torture $(torture_parts)
ifdef TEST
test-torture: all $(ROBUST)/torture $(ROBUST)/libfailing_malloc.so
	LD_PRELOAD=$(ROBUST)/libfailing_malloc.so $(torture) --named "$(TEST)"
else
test-torture: all $(ROBUST)/torture $(ROBUST)/libfailing_malloc.so
	+@$(MAKE) --no-print-directory -j2 --output-sync=target $(torture_parts)
endif

torture-0 torture-1: torture-%:
	@LD_PRELOAD=$(ROBUST)/libfailing_malloc.so $(torture) $* 2

torture-valgrind:
	@Tests/robustness/allocation/sample.sh $(abspath $(ROBUST)/libfailing_malloc.so) $(torture)

torture-tls-every:
	@$(behind_tls) $(torture) --named $(tls_second)

torture-tls-sample:
	@$(behind_tls) $(torture) --sample 401 $(tls_sampled)

# The first calls, 56,000 runs, take 15 minutes of processor time. Three N of each of their variants in which all later
# allocations fail end with "Insufficient randomness": OpenSSL's own first set-up had no memory, and OpenSSL does not try
# it again in the same process.
.PHONY: torture-tls
torture-tls: all $(ROBUST)/torture $(ROBUST)/libfailing_malloc.so ## every failing allocation over TLS; TORTURE="first call" only some
	$(behind_tls) $(torture) --named "$(TORTURE)"

# ----------------------------------------------------------------------------------------------- threads --

tsan_scratch := build/scratch/threads
tsan_sources := Tests/robustness/threads/shared_client.c Tests/robustness/threads/shared_queue.c $(simulator_client)

build/stamps/threads: $(library_sources)
	@mkdir -p $(@D)
	$(HOSTED) build --configuration release --scratch-path $(tsan_scratch) --product codelab --sanitize=thread
	@touch $@

$(ROBUST)/threads/%.o: Tests/%.c $(wildcard Tests/support/*.h Tests/robustness/threads/*.h) include/codelab.h
	@mkdir -p $(@D)
	$(CLANG) $(ROBUST_FLAGS) -fsanitize=thread -c -o $@ $<

# Linked by the Swift compiler: its sanitizer's runtime asks for more than clang would bring.
$(ROBUST)/shared_client: build/stamps/threads $(tsan_sources:Tests/%.c=$(ROBUST)/threads/%.o)
	$(SWIFT)c -sanitize=thread -o $@ $(filter %.o,$^) -L$(tsan_scratch)/release -lcodelab \
	    -Xlinker -rpath -Xlinker '$$ORIGIN/../../scratch/threads/release' 2>$@.log || { cat $@.log; exit 1; }

.PHONY: test-threads
test-threads: all $(ROBUST)/shared_client
	TSAN_OPTIONS=second_deadlock_stack=1 $(ROBUST)/shared_client $(SIMULATOR)

# ------------------------------------------------------------------------------------------------ stress --

# Every kind of use at once, against servers that answer wrongly: a short while as a stage, and as long as wanted, with
# the shipped library and with both sanitizers, by "make stress".
STRESS_SECONDS ?= 600
stress_sources := $(wildcard Tests/robustness/stress/*.c)
stress_headers := Tests/robustness/stress/stress.h include/codelab.h
stress         := $(PYTHON) Tests/robustness/stress/stress.py

$(ROBUST)/stress: $(stress_sources) $(stress_headers) build/lib/libcodelab.so
	$(CC) $(ROBUST_FLAGS) -o $@ $(stress_sources) -Lbuild/lib -lcodelab -lpthread -Wl,-rpath,'$$ORIGIN/../../lib'

# Two rules: make takes a pattern rule with two targets for one that makes both at once.
stress_compile = mkdir -p $(@D) && $(CLANG) $(ROBUST_FLAGS) -fsanitize=$1 -c -o $@ $<

$(ROBUST)/stress-address/%.o: Tests/robustness/stress/%.c $(stress_headers)
	$(call stress_compile,address)

$(ROBUST)/stress-thread/%.o: Tests/robustness/stress/%.c $(stress_headers)
	$(call stress_compile,thread)

stress_objects = $(stress_sources:Tests/robustness/stress/%.c=$(ROBUST)/$1/%.o)

# With the fuzzers' objects of the library: built once for both.
$(ROBUST)/stress_address: build/stamps/fuzz $(call stress_objects,stress-address)
	$(SWIFT)c -sanitize=address -o $@ $(call stress_objects,stress-address) -lcurl -lcrypto \
	    $$(find -L $(fuzz_scratch)/release -path '*.build/*' -name '*.o') 2>$@.log || { cat $@.log; exit 1; }

$(ROBUST)/stress_thread: build/stamps/threads $(call stress_objects,stress-thread)
	$(SWIFT)c -sanitize=thread -o $@ $(filter %.o,$^) -L$(tsan_scratch)/release -lcodelab \
	    -Xlinker -rpath -Xlinker '$$ORIGIN/../../scratch/threads/release' 2>$@.log || { cat $@.log; exit 1; }

.PHONY: test-stress stress
test-stress: all $(ROBUST)/stress
	$(keep_nothing) $(stress) $(ROBUST)/stress 10

stressed := $(addprefix $(ROBUST)/,stress stress_address stress_thread)
stress: all $(stressed) ## every kind of use at once, also with sanitizers; STRESS_SECONDS=600 for each
	$(keep_nothing) $(stress) $(ROBUST)/stress $(STRESS_SECONDS)
	$(stress) $(ROBUST)/stress_address $(STRESS_SECONDS)
	TSAN_OPTIONS=die_after_fork=0:second_deadlock_stack=1 $(stress) $(ROBUST)/stress_thread $(STRESS_SECONDS)

# Fuzzing: "make fuzz" looks for inputs that end the process; the stage runs each known input once.

STAGES += fuzz-replay

# decode: codelab_decode_instance(), through the library's door; queue: calls of a queue, against a service of its own.
# The others come in below the calls.
fuzz_targets  := decode answers iam dates sign queue
FUZZ          ?= $(fuzz_targets)
FUZZ_SECONDS  ?= 1800
fuzz_here     := Tests/fuzz
fuzz_code     := $(fuzz_here)/targets
fuzz_built    := build/tests/fuzz
fuzz_scratch  := build/scratch/fuzz
fuzz_common   := $(addprefix $(fuzz_built)/,judge.o walk.o refusal.o)

# The library's objects, with the address sanitizer and the fuzzer's eyes. Those of sources that are gone are removed.
build/stamps/fuzz: $(library_sources) $(wildcard $(fuzz_code)/entries/*)
	@mkdir -p $(@D)
	rm -rf $(fuzz_scratch)/*/release/*.build
	$(HOSTED) build --configuration release --scratch-path $(fuzz_scratch) --target FuzzEntries \
	    -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=address,fuzzer-no-link
	@touch $@

$(fuzz_built)/%.o: $(fuzz_code)/%.c $(wildcard $(fuzz_code)/*.h) include/codelab.h
	@mkdir -p $(@D)
	$(CLANG) $(ROBUST_FLAGS) -fsanitize=fuzzer-no-link,address -c -o $@ $<

$(fuzz_built)/queue: $(fuzz_built)/queue_server.o

# The linker warns of symbols of the sanitizer's own that it need not export.
$(fuzz_targets:%=$(fuzz_built)/%): $(fuzz_built)/%: build/stamps/fuzz $(fuzz_built)/%_target.o $(fuzz_common)
	$(SWIFT)c -sanitize=fuzzer,address -o $@ $(filter %.o,$^) -lcurl -lcrypto \
	    $$(find -L $(fuzz_scratch)/release -path '*.build/*' -name '*.o') 2>$@.log || { cat $@.log; exit 1; }

# Each file once.
.PHONY: test-fuzz-replay
test-fuzz-replay: $(fuzz_targets:%=$(fuzz_built)/%)
	@for target in $(fuzz_targets); do \
	    find $(fuzz_here)/seeds/$$target $$(ls -d $(fuzz_here)/regressions/$$target 2>/dev/null) -type f -print0 | sort -z | \
	        xargs -0 $(fuzz_built)/$$target >$(fuzz_built)/replay.log 2>&1 || { tail -40 $(fuzz_built)/replay.log; exit 1; }; \
	    grep -c '^Executed' $(fuzz_built)/replay.log | sed "s/\$$/ inputs of $$target replayed/"; \
	done

.PHONY: fuzz
fuzz: $(FUZZ:%=$(fuzz_built)/%) ## look for inputs that end the process; FUZZ=answers, FUZZ_SECONDS=1800 for each
	@for target in $(FUZZ); do \
	    mkdir -p build/fuzz/$$target $(fuzz_here)/regressions/$$target; \
	    dict=$(fuzz_code)/$$target.dict; test -f $$dict && dict=-dict=$$dict || dict=; \
	    $(fuzz_built)/$$target build/fuzz/$$target $(fuzz_here)/seeds/$$target $$dict \
	        -max_len=8192 -timeout=10 -rss_limit_mb=2048 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
	        -artifact_prefix=$(fuzz_here)/regressions/$$target/ || exit 1; \
	done

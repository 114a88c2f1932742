# Fuzzing: "make fuzz" looks for inputs that end the process; the stage runs each known input once.

STAGES += fuzz-replay

# decode calls codelab_decode_instance(); queue makes calls of a queue, to a service that it starts. The other targets
# call the library's internal functions.
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

$(fuzz_built)/loopback.o: $(loopback)
	@mkdir -p $(@D)
	$(CLANG) $(ROBUST_FLAGS) -fsanitize=fuzzer-no-link,address -c -o $@ $<

$(fuzz_built)/queue: $(fuzz_built)/queue_server.o $(fuzz_built)/loopback.o

# The linker warns of symbols of the sanitizer's own that it need not export.
$(fuzz_targets:%=$(fuzz_built)/%): $(fuzz_built)/%: build/stamps/fuzz $(fuzz_built)/%_target.o $(fuzz_common)
	$(SWIFT)c -sanitize=fuzzer,address -o $@ $(filter %.o,$^) -lcurl -lcrypto \
	    $$(find -L $(fuzz_scratch)/release -path '*.build/*' -name '*.o') 2>$@.log || { cat $@.log; exit 1; }

# The inputs that a fuzzer found, out of their archives.
fuzz_found := $(fuzz_built)/found

$(fuzz_targets:%=$(fuzz_found)/%.unpacked): $(fuzz_found)/%.unpacked: $(fuzz_here)/seeds/%.tar.xz $(fuzz_here)/archive.py
	@mkdir -p $(@D)
	@$(PYTHON) $(fuzz_here)/archive.py unpack $< $(fuzz_found)/$*
	@touch $@

# Each input once.
fuzz_inputs = $(fuzz_here)/seeds/$1 $(fuzz_found)/$1 $(wildcard $(fuzz_here)/regressions/$1)

.PHONY: test-fuzz-replay $(fuzz_targets:%=replay-%)
test-fuzz-replay: $(fuzz_targets:%=replay-%)

$(fuzz_targets:%=replay-%): replay-%: $(fuzz_built)/% $(fuzz_found)/%.unpacked
	@find $(call fuzz_inputs,$*) -type f -print0 | sort -z | xargs -0 $< >$<.replay.log 2>&1 || { tail -40 $<.replay.log; exit 1; }
	@grep -c '^Executed' $<.replay.log | sed "s/\$$/ inputs of $* replayed/"

# The inputs that "make fuzz" found are in build/fuzz until "make fuzz-keep".
fuzz_new := build/fuzz

.PHONY: fuzz $(fuzz_targets:%=fuzz-%)
fuzz: $(FUZZ:%=fuzz-%) ## look for inputs that end the process; FUZZ=answers, FUZZ_SECONDS=1800 for each

$(fuzz_targets:%=fuzz-%): fuzz-%: $(fuzz_built)/% $(fuzz_found)/%.unpacked
	@mkdir -p $(fuzz_new)/$* $(fuzz_here)/regressions/$*
	$< $(fuzz_new)/$* $(fuzz_here)/seeds/$* $(fuzz_found)/$* $(addprefix -dict=,$(wildcard $(fuzz_code)/$*.dict)) \
	    -max_len=8192 -timeout=10 -rss_limit_mb=2048 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
	    -artifact_prefix=$(fuzz_here)/regressions/$*/

# Adds to the archives the new inputs that reach code which no known input reaches.
.PHONY: fuzz-keep $(fuzz_targets:%=keep-%)
fuzz-keep: $(FUZZ:%=keep-%) ## keep what "make fuzz" found for later; FUZZ=answers

$(fuzz_targets:%=keep-%): keep-%: $(fuzz_built)/% $(fuzz_found)/%.unpacked
	@mkdir -p $(fuzz_new)/$* $(fuzz_built)/kept
	@rm -rf $(fuzz_built)/kept/$*
	@cp -r $(fuzz_found)/$* $(fuzz_built)/kept/$*
	$< -merge=1 $(fuzz_built)/kept/$* $(fuzz_here)/seeds/$* $(fuzz_new)/$* 2>$<.keep.log || { tail $<.keep.log; exit 1; }
	@$(PYTHON) $(fuzz_here)/archive.py pack $(fuzz_here)/seeds/$*.tar.xz $(fuzz_built)/kept/$*

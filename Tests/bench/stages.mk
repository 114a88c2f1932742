# What things cost beside their yardsticks: "make bench". What is exact about it is the stage counts.

BENCH       := build/bench/bin
BENCH_FLAGS := -std=c11 -pedantic -Wall -Wextra -Werror -O2 -Iinclude -D_GNU_SOURCE
BENCH_LINK  := -Lbuild/lib -lcodelab -Wl,-rpath,'$$ORIGIN/../../lib'
BENCH_VENV  := build/venv-bench/bin

$(BENCH)/first_client: Tests/bench/loading/first_client.c include/codelab.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< -ldl

$(BENCH)/service: Tests/bench/load/service.c Tests/bench/load/notebook.c Tests/bench/load/notebook.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $(filter %.c,$^)

$(BENCH)/load_multi: Tests/bench/load/load_multi.c Tests/bench/load/report.h include/codelab.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< -lcurl

of_library := include/codelab.h build/lib/libcodelab.so

$(BENCH)/load_queue $(BENCH)/load_threads: $(BENCH)/%: Tests/bench/load/%.c Tests/bench/load/report.h $(of_library)
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< $(BENCH_LINK) -lpthread

$(BENCH)/cancel: Tests/bench/cancelling/cancel.c Tests/bench/load/report.h $(of_library)
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< $(BENCH_LINK) -lpthread

$(BENCH)/decode_codelab: Tests/bench/decode/decode_codelab.c Tests/bench/decode/measure.h $(of_library)
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< $(BENCH_LINK)

# The tables of fields, which all decoders fill their structures by. They are written for clang.
schema_objects := $(patsubst Sources/CSchema/%.c,$(BENCH)/%.o,$(wildcard Sources/CSchema/*.c))
SCHEMA_FLAGS   := -D_GNU_SOURCE -Iinclude -ISources/CSchema/include -ISources/CPlatform/include

schema_headers := $(wildcard Sources/CSchema/*.h Sources/C*/include/*.h) include/codelab.h

$(schema_objects): $(BENCH)/%.o: Sources/CSchema/%.c $(schema_headers)
	@mkdir -p $(@D)
	$(CLANG) -O2 $(SCHEMA_FLAGS) -Wno-macro-redefined -c -o $@ $<

# Once for any machine of this kind, as the library is built, and once with all instructions that this one has. g++ does
# not know one of clang's attributes in the tables.
DECODER_FLAGS  := -std=c++17 -O3 -Wall -Wextra -Werror -Wno-attributes $(SCHEMA_FLAGS)
decode_parts   := $(schema_objects) $(wildcard Tests/bench/decode/*.h*) $(schema_headers)

$(BENCH)/decode_simdjson $(BENCH)/decode_rapidjson: $(BENCH)/%: Tests/bench/decode/%.cpp $(decode_parts)
	@mkdir -p $(@D)
	$(CXX) $(DECODER_FLAGS) -o $@ $(filter %.cpp %.o,$^) -lsimdjson

$(BENCH)/decode_simdjson_native $(BENCH)/decode_rapidjson_native: $(BENCH)/%_native: \
        Tests/bench/decode/%.cpp $(decode_parts)
	@mkdir -p $(@D)
	$(CXX) $(DECODER_FLAGS) -march=native -o $@ $(filter %.cpp %.o,$^) -lsimdjson

$(BENCH)/peer_go: $(wildcard Tests/bench/go/* bindings/go/*.go bindings/go/*.h) $(of_library)
	@mkdir -p $(@D)
	cd Tests/bench/go && $(GO) build -o ../../../$@ .

# Built by "make test" as well, so that they go on fitting; the others need packages of the bench's own.
PLAIN_BENCHED := $(addprefix $(BENCH)/,first_client service load_multi load_queue load_threads cancel decode_codelab \
                   decode_simdjson peer_go)
BENCHED       := $(PLAIN_BENCHED) $(addprefix $(BENCH)/decode_,simdjson_native rapidjson rapidjson_native)

# ROWS="decode cancel" measures only those, QUICK=1 a fraction of the rounds.
.PHONY: bench bench-programs
bench: ## measure everything beside its yardstick; ROWS="decode crowd" only some, QUICK=1 roughly
	@scripts/setup.sh bench
	@$(MAKE) --no-print-directory all bench-programs
	$(BENCH_VENV)/python Tests/bench/bench.py $(if $(QUICK),--quick) $(ROWS)

bench-programs: $(BENCHED) $(COUNTED)

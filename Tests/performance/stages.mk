# Performance. The stage counts compares exact costs with their budgets; "make bench" measures times next to other
# libraries and programs.

bench_here   := Tests/performance/bench
budgets_here := Tests/performance/budgets

# ------------------------------------------------------------------------------------ programs that are timed --

BENCH       := build/bench/bin
BENCH_FLAGS := -std=c11 -pedantic -Wall -Wextra -Werror -O2 -Iinclude -D_GNU_SOURCE
BENCH_LINK  := -Lbuild/lib -lcodelab -Wl,-rpath,'$$ORIGIN/../../lib'
BENCH_VENV  := build/venv-bench/bin

$(BENCH)/first_client: $(bench_here)/loading/first_client.c include/codelab.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< -ldl

$(BENCH)/service: $(addprefix $(bench_here)/load/,service.c notebook.c notebook.h) $(loopback)
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $(filter %.c,$^)

$(BENCH)/load_multi: $(bench_here)/load/load_multi.c $(bench_here)/load/report.h include/codelab.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< -lcurl

of_library := include/codelab.h build/lib/libcodelab.so

$(BENCH)/load_queue $(BENCH)/load_threads: $(BENCH)/%: $(bench_here)/load/%.c $(bench_here)/load/report.h $(of_library)
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< $(BENCH_LINK) -lpthread

$(BENCH)/cancel: $(bench_here)/cancelling/cancel.c $(bench_here)/load/report.h $(of_library)
	@mkdir -p $(@D)
	$(CC) $(BENCH_FLAGS) -o $@ $< $(BENCH_LINK) -lpthread

$(BENCH)/decode_codelab: $(bench_here)/decode/decode_codelab.c $(bench_here)/decode/measure.h $(of_library)
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
decode_parts   := $(schema_objects) $(wildcard $(bench_here)/decode/*.h*) $(schema_headers)

$(BENCH)/decode_simdjson $(BENCH)/decode_rapidjson: $(BENCH)/%: $(bench_here)/decode/%.cpp $(decode_parts)
	@mkdir -p $(@D)
	$(CXX) $(DECODER_FLAGS) -o $@ $(filter %.cpp %.o,$^) -lsimdjson

$(BENCH)/decode_simdjson_native $(BENCH)/decode_rapidjson_native: $(BENCH)/%_native: \
        $(bench_here)/decode/%.cpp $(decode_parts)
	@mkdir -p $(@D)
	$(CXX) $(DECODER_FLAGS) -march=native -o $@ $(filter %.cpp %.o,$^) -lsimdjson

$(BENCH)/peer_go: $(wildcard $(bench_here)/go/* bindings/go/*.go bindings/go/*.h) $(of_library)
	@mkdir -p $(@D)
	cd $(bench_here)/go && $(GO) build -o $(abspath $@) .

# Built by "make test" as well, so that they go on fitting; the others need packages of the bench's own.
PLAIN_BENCHED := $(addprefix $(BENCH)/,first_client service load_multi load_queue load_threads cancel decode_codelab \
                   decode_simdjson peer_go)
BENCHED       := $(PLAIN_BENCHED) $(addprefix $(BENCH)/decode_,simdjson_native rapidjson rapidjson_native)

# ---------------------------------------------------------------------------------------- costs that are counted --

STAGES += counts

COUNTS       := build/tests/budgets
COUNTS_FLAGS := -std=c11 -pedantic -Wall -Wextra -Werror -g -O2 -Iinclude -D_GNU_SOURCE

$(COUNTS)/server: $(budgets_here)/server.c $(loopback)
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $(filter %.c,$^)

$(COUNTS)/yardstick: $(budgets_here)/yardstick.c $(budgets_here)/call.h
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $< -lcurl

$(COUNTS)/subject: $(budgets_here)/subject.c $(budgets_here)/call.h include/codelab.h build/lib/libcodelab.so
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $< -Lbuild/lib -lcodelab -Wl,-rpath,'$$ORIGIN/../../lib'

$(COUNTS)/load: $(budgets_here)/load.c
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $< -lcurl -ldl

$(COUNTS)/count_allocations.so: $(budgets_here)/count_allocations.c $(budgets_here)/allocations.h
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -shared -fPIC -o $@ $<

# Linked with it, rather than preloaded: it asks for what is in use.
$(COUNTS)/sleepers: $(budgets_here)/sleepers.c $(COUNTS)/count_allocations.so $(wildcard $(budgets_here)/*.h) \
                    include/codelab.h build/lib/libcodelab.so
	$(CC) $(COUNTS_FLAGS) -o $@ $< $(COUNTS)/count_allocations.so -Lbuild/lib -lcodelab \
	    -Wl,-rpath,'$$ORIGIN:$$ORIGIN/../../lib'

# Those that do a little more than is allowed: what the test of the checker is made with.
WASTEFUL := $(COUNTS)/wasteful

$(WASTEFUL)/subject: $(budgets_here)/subject.c $(budgets_here)/wasteful.c $(COUNTS)/subject
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $(filter %.c,$^) -Lbuild/lib -lcodelab -ldl -Wl,-rpath,'$$ORIGIN/../../../lib'

$(WASTEFUL)/sleepers: $(budgets_here)/sleepers.c $(budgets_here)/wasteful.c $(COUNTS)/sleepers
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $(filter %.c,$^) $(COUNTS)/count_allocations.so -Lbuild/lib -lcodelab -ldl \
	    -Wl,-rpath,'$$ORIGIN/..:$$ORIGIN/../../../lib'

$(WASTEFUL)/decode_codelab: $(bench_here)/decode/decode_codelab.c $(budgets_here)/wasteful.c $(BENCH)/decode_codelab
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -o $@ $(filter %.c,$^) -Lbuild/lib -lcodelab -ldl -Wl,-rpath,'$$ORIGIN/../../../lib'

$(WASTEFUL)/library.so: $(budgets_here)/wasteful_library.c
	@mkdir -p $(@D)
	$(CC) $(COUNTS_FLAGS) -shared -fPIC -o $@ $< -lpthread

COUNTED := $(addprefix $(COUNTS)/,server yardstick subject load sleepers count_allocations.so) \
           $(addprefix $(WASTEFUL)/,subject sleepers decode_codelab library.so)

# COUNTS_DETAIL=--detail adds where the instructions go. The budgets first have to be seen to fail.
.PHONY: test-counts bench-check
test-counts: all $(COUNTED) $(PLAIN_BENCHED)
	COUNTS=$(abspath $(COUNTS)) DECODERS=$(abspath $(BENCH)) $(VENV)/pytest -q $(budgets_here)
	$(PYTHON) $(budgets_here)/counts.py $(COUNTS) $(BENCH) $(LIBRARY) $(COUNTS_DETAIL)

bench-check: test-counts ## fail when what is counted exactly passes its budget (a part of "make test")

# ------------------------------------------------------------------------------------------------------ the bench --

# ROWS="decode cancel" measures only those, QUICK=1 a fraction of the rounds.
.PHONY: bench bench-programs
bench: ## measure everything and its yardstick; ROWS="decode crowd" only some, QUICK=1 roughly
	@scripts/setup.sh bench
	@$(MAKE) --no-print-directory all bench-programs
	$(BENCH_VENV)/python $(bench_here)/bench.py $(if $(QUICK),--quick) $(ROWS)

bench-programs: $(BENCHED) $(COUNTED)

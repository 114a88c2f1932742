# Builds the shipped library, the file with its symbols, the simulator, and the C examples.

# DWARF 4: the valgrind of Debian 12 aborts if the file of symbols has clang's DWARF 5.
# Without frame pointers, which take 1.5 % of the library: debuggers find the frames with the file of symbols.
LIBRARY_FLAGS := --configuration release --disable-local-rpath --omit-frame-pointers -Xswiftc -dwarf-version=4 \
                 -Xcc -gdwarf-4

# The stamp replaces SwiftPM's own output, whose time does not change if the content does not.
build/stamps/library: $(library_sources)
	@mkdir -p $(@D)
	@echo "building libcodelab.so (Embedded Swift)"
	$(SWIFT) build $(LIBRARY_FLAGS) --product codelab
	@touch $@

# Stripped. The symbols are in a file next to the library, which debuggers find by the name in .gnu_debuglink.
$(LIBRARY): build/stamps/library
	@mkdir -p $(@D)
	objcopy --only-keep-debug .build/release/libcodelab.so $@.debug
	strip --strip-unneeded --remove-section=.comment -o $@ .build/release/libcodelab.so
	cd $(@D) && objcopy --add-gnu-debuglink=$(@F).debug $(@F)
	@chmod 644 $@.debug

build/lib/libcodelab.so: $(LIBRARY)
	ln -sfn $(<F) $@

# Contains Swift's runtime, so that it also runs without Swift: callers use it in their tests.
build/stamps/simulator: $(simulator_sources)
	@mkdir -p $(@D)
	@echo "building codelab-simulator (the first build takes some minutes and fetches two dependencies)"
	$(HOSTED) build --configuration release $(IN_HOSTED) --product codelab-simulator --static-swift-stdlib
	@touch $@

$(SIMULATOR): build/stamps/simulator
	@mkdir -p $(@D)
	strip -o $@ .build-hosted/release/codelab-simulator

EXAMPLE_FLAGS := -std=c99 -pedantic -Wall -Wextra -Werror -O2 -Iinclude

EXAMPLES := $(addprefix build/bin/,open_instance instances classroom)

$(EXAMPLES): build/bin/%: bindings/c/examples/%.c include/codelab.h build/lib/libcodelab.so
	@mkdir -p $(@D)
	$(CC) $(EXAMPLE_FLAGS) -o $@ $< -Lbuild/lib -lcodelab -Wl,-rpath,'$$ORIGIN/../lib'

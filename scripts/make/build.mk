# What "make" builds: the shipped library with its symbols beside it, the simulator, the C examples.

# DWARF 4: the valgrind of Debian 12 ends the program when it meets clang's DWARF 5 in the file of symbols.
# Without frame pointers, which are 1.5 % of the library: debuggers find the frames by the file of symbols.
LIBRARY_FLAGS := --configuration release --disable-local-rpath --omit-frame-pointers -Xswiftc -dwarf-version=4 \
                 -Xcc -gdwarf-4

# The stamp stands for SwiftPM's own output, which it does not touch when nothing has changed.
build/stamps/library: $(library_sources)
	@mkdir -p $(@D)
	@echo "building libcodelab.so (Embedded Swift)"
	$(SWIFT) build $(LIBRARY_FLAGS) --product codelab
	@touch $@

# Stripped, and the symbols kept where a debugger finds them: beside the library, by the name in .gnu_debuglink.
$(LIBRARY): build/stamps/library
	@mkdir -p $(@D)
	objcopy --only-keep-debug .build/release/libcodelab.so $@.debug
	strip --strip-unneeded --remove-section=.comment -o $@ .build/release/libcodelab.so
	cd $(@D) && objcopy --add-gnu-debuglink=$(@F).debug $(@F)
	@chmod 644 $@.debug

build/lib/libcodelab.so: $(LIBRARY)
	ln -sfn $(<F) $@

# With Swift's runtime inside, so that it also runs where no Swift is: beside the wheel, for tests of callers.
build/stamps/simulator: $(simulator_sources)
	@mkdir -p $(@D)
	@echo "building codelab-simulator (the first time: some minutes, and its two dependencies are fetched)"
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

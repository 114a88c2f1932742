# "make install": the library, its header, and the file with which pkg-config finds them. "make install-simulator": the
# simulator, which only tests need. PREFIX, LIBDIR, INCLUDEDIR and BINDIR are the final folders. DESTDIR is put before
# them while a package is built.

PREFIX     ?= /usr/local
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
BINDIR     ?= $(PREFIX)/bin
INSTALL    ?= install

version_part = $(shell sed -n 's/^\#define CODELAB_VERSION_$(1) //p' include/codelab.h)
VERSION     := $(call version_part,MAJOR).$(call version_part,MINOR).$(call version_part,PATCH)

# $(call pkg_config_file,prefix,libdir,includedir,rpath): the command that writes it
pkg_config_file = sed -e 's|@PREFIX@|$(1)|' -e 's|@LIBDIR@|$(2)|' -e 's|@INCLUDEDIR@|$(3)|' \
                      -e 's|@VERSION@|$(VERSION)|' -e 's|@RPATH@|$(4)|' scripts/libcodelab.pc.in

# The file for this checkout, for programs that use the library in the build folder.
PKG_CONFIG_FILE := build/pkgconfig/libcodelab.pc
export PKG_CONFIG_PATH := $(CURDIR)/$(dir $(PKG_CONFIG_FILE))$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))

$(PKG_CONFIG_FILE): scripts/libcodelab.pc.in scripts/make/install.mk include/codelab.h
	@mkdir -p $(@D)
	$(call pkg_config_file,$(CURDIR),$(CURDIR)/build/lib,$(CURDIR)/include,-Wl$(comma)-rpath$(comma)$${libdir} ) >$@

installed := $(addprefix $(DESTDIR),$(LIBDIR)/libcodelab.so.1 $(LIBDIR)/libcodelab.so $(INCLUDEDIR)/codelab.h \
                 $(LIBDIR)/pkgconfig/libcodelab.pc)

.PHONY: install
install: $(LIBRARY) ## install library, header and pkg-config file; PREFIX=/usr/local LIBDIR= INCLUDEDIR= DESTDIR=
	$(INSTALL) -d $(sort $(dir $(installed)))
	$(INSTALL) -m 755 $(LIBRARY) $(DESTDIR)$(LIBDIR)/libcodelab.so.1
	ln -sfn libcodelab.so.1 $(DESTDIR)$(LIBDIR)/libcodelab.so
	$(INSTALL) -m 644 include/codelab.h $(DESTDIR)$(INCLUDEDIR)/codelab.h
	$(call pkg_config_file,$(PREFIX),$(LIBDIR),$(INCLUDEDIR),) >$(DESTDIR)$(LIBDIR)/pkgconfig/libcodelab.pc

.PHONY: install-simulator
install-simulator: $(SIMULATOR) ## install codelab-simulator, for tests; PREFIX=/usr/local BINDIR= DESTDIR=
	$(INSTALL) -d $(DESTDIR)$(BINDIR)
	$(INSTALL) -m 755 $(SIMULATOR) $(DESTDIR)$(BINDIR)/codelab-simulator

.PHONY: uninstall
uninstall: ## remove the files of "make install" with the same variables
	rm -f $(installed) $(DESTDIR)$(BINDIR)/codelab-simulator

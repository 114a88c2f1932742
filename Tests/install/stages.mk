# "make install" and the output of pkg-config, as packagers and users of the library run them.

STAGES += install

.PHONY: test-install
test-install: all
	CC=$(CC) GO=$(GO) MAKE=$(MAKE) Tests/install/installed.sh

# "make install" and what pkg-config then tells, as one who packages the library and one who uses it see them.

STAGES += install

.PHONY: test-install
test-install: all
	CC=$(CC) GO=$(GO) MAKE=$(MAKE) Tests/install/installed.sh

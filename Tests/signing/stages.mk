# Signatures, compared with those of other signers, and what they do without memory.

STAGES += signing

SIGNING := build/tests/signing

no_memory_sources := Tests/signing/no_memory.c Sources/CPlatform/cplatform_crypto.c
$(SIGNING)/no_memory: $(no_memory_sources) Sources/CPlatform/include/cplatform_crypto.h
	@mkdir -p $(@D)
	$(CC) -std=c11 -Wall -Wextra -Werror -g -O1 -D_GNU_SOURCE -ISources/CPlatform/include -o $@ $(no_memory_sources) \
	    -lcrypto -lcurl -ldl

.PHONY: test-signing
test-signing: $(SIGNING)/no_memory $(ROBUST)/libfailing_malloc.so
	$(HOSTED) build $(IN_HOSTED) --product signing-probe
	build/venv-vendor/bin/python Tests/signing/compare.py .build-hosted/debug/signing-probe
	LD_PRELOAD=$(ROBUST)/libfailing_malloc.so $(SIGNING)/no_memory

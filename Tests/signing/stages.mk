# Signatures, compared with those of other signers.

STAGES += signing

.PHONY: test-signing
test-signing:
	$(HOSTED) build $(IN_HOSTED) --product signing-probe
	build/venv-vendor/bin/python Tests/signing/compare.py .build-hosted/debug/signing-probe

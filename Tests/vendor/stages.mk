# The simulator, in the eyes of the vendor's own typed SDK.

STAGES += vendor

.PHONY: test-vendor
test-vendor: $(SIMULATOR)
	build/venv-vendor/bin/pytest -q $(if $(TEST),-k "$(TEST)") Tests/vendor

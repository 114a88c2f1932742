# The documentation of the header renders without a warning.

STAGES += docs

.PHONY: docs test-docs
docs: ## render the documentation of include/codelab.h into build/docs/html
	@rm -rf build/docs
	@mkdir -p build/docs
	doxygen docs/Doxyfile

test-docs: docs

# No secret is written anywhere: not in traces, not in error texts, not where a value is printed.

STAGES += secrets

.PHONY: test-secrets
test-secrets: all build/bin/open_instance
	@unformatted=$$(gofmt -l Tests/secrets/go); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	GO=$(GO) $(call pytest,Tests/secrets)

# TLS, HTTP/2 and proxies: nginx, with certificates made by the suite, in front of the simulator.

STAGES += tls

.PHONY: test-tls
test-tls: all
	$(call pytest,Tests/tls)

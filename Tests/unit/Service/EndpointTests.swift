import Platform
import Testing

@testable import Service

@Suite("An endpoint is https://host[:port][/prefix] and nothing else")
struct EndpointTests {
    struct Accepted {
        let source: String
        let text: String
        let host: String
        var allowsPlainHTTP = false
    }

    @Test(
        "Accepted",
        arguments: [
            Accepted(
                source: "https://modelarts.eu-de.otc.t-systems.com", text: "https://modelarts.eu-de.otc.t-systems.com",
                host: "modelarts.eu-de.otc.t-systems.com"),
            Accepted(source: "https://a.example/", text: "https://a.example", host: "a.example"),
            Accepted(
                source: "https://a.example:8443/prefix/v0/", text: "https://a.example:8443/prefix/v0", host: "a.example"
            ),
            Accepted(source: "https://[2001:db8::1]:443", text: "https://[2001:db8::1]:443", host: "[2001:db8::1]"),
            Accepted(source: "http://localhost:8080", text: "http://localhost:8080", host: "localhost"),
            Accepted(source: "http://127.0.0.1", text: "http://127.0.0.1", host: "127.0.0.1"),
            Accepted(source: "http://127.255.0.9:1", text: "http://127.255.0.9:1", host: "127.255.0.9"),
            Accepted(source: "http://[::1]:80", text: "http://[::1]:80", host: "[::1]"),
            Accepted(source: "http://10.0.0.1", text: "http://10.0.0.1", host: "10.0.0.1", allowsPlainHTTP: true),
        ])
    func accepts(_ each: Accepted) {
        withBytes(each.source) { source in
            let failure = told { report in
                let endpoint = try Endpoint(source, "endpoint", allowsPlainHTTP: each.allowsPlainHTTP, report)
                #expect(string(endpoint.text) == each.text)
                #expect(string(endpoint.host) == each.host)
                #expect(endpoint.isSecure == each.source.hasPrefix("https://"))
            }
            #expect(failure == nil)
        }
    }

    @Test(
        "Loopback is recognised in every accepted form, and no other host is",
        arguments: [
            ("localhost", true), ("LocalHost", true), ("127.0.0.1", true), ("127.255.0.255", true), ("[::1]", true),
            ("[0:0:0:0:0:0:0:1]", true), ("[0000::0001]", true), ("[::0.0.0.1]", true),
            ("localhost.example", false), ("xlocalhost", false), ("sub.localhost", false), ("127.example", false),
            ("127.0.0.1.example", false), ("126.0.0.1", false), ("0.0.0.0", false), ("1.2.3.127", false),
            ("[2001:DB8::1]", false), ("[fe80::1]", false), ("[1::1]", false), ("[2001:db8::7f00:1]", false),
            ("a-b.0x7f.example", false), ("1a", false), ("08.example", false), ("0xg.example", false), ("0xg", nil),
        ] as [(String, Bool?)])
    func loopback(_ host: String, isLoopback: Bool?) {
        withBytes("https://\(host):443") { source in
            let failure = told { report in
                let endpoint = try Endpoint(source, "endpoint", allowsPlainHTTP: false, report)
                #expect(endpoint.isLoopback == isLoopback)
                #expect(string(endpoint.host) == host)
            }
            #expect((failure == nil) == (isLoopback != nil))
        }
    }

    @Test(
        "A host that only some programs read as an address is refused, over TLS too",
        arguments: [
            "127.0.0.08", "127.0.0.01", "0177.0.0.1", "127.8.9.081", "0x7f.0.0.1", "0X7F.1", "127.0.0.0x1",
            "0x7f000001", "2130706433", "017700000001", "127.1", "127.0.1", "127", "1.2.3", "256.1.1.1", "127.0.0.256",
            "1.2.3.4.5",
            "127.0.0.1.", "localhost.", "a.example.", "a..example", ".a", "a.example.1", "127.0.0.0001",
            "00.0.0.0", "0x", "a.0x1", "127。0。0。1", "１２７.0.0.1", "ⓛocalhost", "127%2e0.0.1", "%31%32%37.0.0.1",
            "127.0.0.1%00", "localhost%2eevil", "[::1%25lo]", "[::1%lo]", "[fe80::1%25eth0]", "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]", "[::127.0.0.1]", "[::]", "[::2]", "[0::ffff:127.0.0.1]", "[::1", "::1", "[127.0.0.1]",
            "[v1.x]", "[]", "[:::1]", "[1:2:3:4:5:6:7:8:9]", "[::12345]", "[::1]x", "user@127.0.0.1", "127.0.0.1@evil",
            "localhost\\@evil.example", "localhost\t", " localhost", "local_host", "a\u{0}b", "127.0.0.1\u{0}",
        ])
    func ambiguous(_ host: String) {
        for scheme in ["https", "http"] {
            withBytes("\(scheme)://\(host)") { source in
                let failure = told { report in _ = try Endpoint(source, "endpoint", allowsPlainHTTP: true, report) }
                #expect(failure?.status == "CODELAB_E_ARGUMENT", "\(host)")
                #expect(failure?.message.hasPrefix("endpoint: ") == true)
            }
        }
    }

    @Test(
        "Only the path that documents show after an address is cut off",
        arguments: [
            ("https://a", "https://a", "", "https://a"), ("https://v1", "https://v1", "", "https://v1"),
            ("https://a/v1", "https://a", "", "https://a/v1"), ("https://a/v1/", "https://a", "", "https://a/v1"),
            ("https://a/v2/p-1", "https://a", "p-1", "https://a/v2/p-1"),
            ("https://a/v1/p/notebooks/open", "https://a", "p", "https://a/v1/p/notebooks/open"),
            ("https://a/v1/x/v1/p", "https://a/v1/x", "p", "https://a/v1/x/v1/p"),
            ("https://a/v1/x/y", "https://a/v1/x/y", "", "https://a/v1/x/y"),
            ("https://a/v1x", "https://a/v1x", "", "https://a/v1x"),
            ("https://a/x/v3", "https://a/x/v3", "", "https://a/x"),
            ("https://a/v3/", "https://a/v3", "", "https://a"),
            ("https://a/v3/auth/tokens", "https://a/v3/auth/tokens", "", "https://a"),
            ("https://a/v3/auth/tokens/", "https://a/v3/auth/tokens", "", "https://a"),
            ("https://a/v3/v3", "https://a/v3/v3", "", "https://a/v3"),
            ("https://a/v3/other", "https://a/v3/other", "", "https://a/v3/other"),
        ])
    func cuts(_ source: String, service: String, projectID: String, iam: String) {
        withBytes(source) { source in
            let failure = told { report in
                let endpoint = try Endpoint(source, "endpoint", allowsPlainHTTP: false, report)
                let found = endpoint.withoutVersion(isIAM: false)
                #expect(string(found.endpoint.text) == service)
                #expect(string(found.projectID) == projectID)
                #expect(string(endpoint.withoutVersion(isIAM: true).endpoint.text) == iam)
            }
            #expect(failure == nil)
        }
    }

    @Test(
        "Refused, by a message that names the field",
        arguments: [
            "", "modelarts.example", "ftp://a.example", "HTTPS//a", "https://", "https:///path", "https://:443",
            "https://user@a.example", "https://user:pw@a.example", "https://a.example?x=1", "https://a.example#x",
            "https://a.example:0", "https://a.example:65536", "https://a.example:", "https://a.example:12x",
            "https://a.example:0000443", "https://a.example//b", "https://a.example/../b", "https://a.example/.b",
            "https://a.example/b c", "https://a.example/%2e", "https://a.example\r\nX: y", "https://a\u{0}b",
            "https://exämple.com", "https://a.example\\b", "https://-a.example", "https://.a", "https://[::1",
            "https://[]", "https://[zz::1]", "http://a.example", "http://127.0.0.1.evil.example", "http://127.1",
            "http://127.0.0.256", "http://127.0.0.1.", "http://localhost.evil.example", "http://1270.0.0.1",
        ])
    func refuses(_ source: String) {
        withBytes(source) { bytes in
            let failure = told { report in _ = try Endpoint(bytes, "iam_endpoint", allowsPlainHTTP: false, report) }
            #expect(failure?.status == "CODELAB_E_ARGUMENT", "\(source)")
            #expect(failure?.message.hasPrefix("iam_endpoint: ") == true, "\(source)")
        }
    }
}

import Platform
import Testing

@testable import Service

@Suite("Canonical requests")
struct SignatureTests {
    @Test(
        "the path: decoded, encoded again, with a slash at its end",
        arguments: [
            ("", "/"), ("/", "/"), ("//", "//"), ("/a", "/a/"), ("/a/", "/a/"), ("/a//b", "/a//b/"), ("//a", "//a/"),
            ("/a/.", "/a/./"), ("/a/../b", "/a/../b/"), ("/-._~09azAZ", "/-._~09azAZ/"), ("/a b", "/a%20b/"),
            ("/a%20b", "/a%20b/"), ("/a%2Fb", "/a%2Fb/"), ("/a%2fb", "/a%2Fb/"), ("/a%2F", "/a%2F/"),
            ("/%61%7e", "/a~/"), ("/+", "/%2B/"), ("/%2B", "/%2B/"), ("/a:b@c,d;e=f", "/a%3Ab%40c%2Cd%3Be%3Df/"),
            ("/\u{E4}\u{4E00}", "/%C3%A4%E4%B8%80/"), ("/%e4%b8%80", "/%E4%B8%80/"), ("/%FF%00", "/%FF%00/"),
            ("/100%", "/100%25/"), ("/%4", "/%254/"), ("/%zz", "/%25zz/"), ("/%%41", "/%25A/"), ("/%25", "/%25/"),
            ("/%2541", "/%2541/"),
        ])
    func path(written: String, canonical: String) throws {
        #expect(try signed(Unsigned(url: "https://host" + written)).line(1) == canonical)
        #expect(try signed(Unsigned(url: "https://host" + written + "?a=/b")).line(1) == canonical)
    }

    @Test(
        "the query: encoded, sorted by name and value",
        arguments: [
            ("", ""), ("?", ""), ("?a", "a="), ("?a=", "a="), ("?a=1", "a=1"), ("?=1", "=1"), ("?=", "="),
            ("?b=1&a=2", "a=2&b=1"), ("?a=2&a=1&a=10", "a=1&a=10&a=2"), ("?a&a=1&a=", "a=&a=&a=1"),
            ("?&&a=1&&", "a=1"), ("?a=b=c", "a=b%3Dc"), ("?a=1?b", "a=1%3Fb"), ("?a=/", "a=%2F"),
            ("?a=x+y", "a=x%2By"), ("?a=x%20y", "a=x%20y"), ("?a=x y", "a=x%20y"), ("?a=100%", "a=100%25"),
            ("?a=%zz&b=%2", "a=%25zz&b=%252"), ("?%61=%62", "a=b"), ("?a%3Db=1", "a%3Db=1"), ("?a%26b=1", "a%26b=1"),
            ("?\u{E4}=\u{4E00}", "%C3%A4=%E4%B8%80"), ("?a-=1&a=2&a.=3", "a=2&a-=1&a.=3"),
            // Sorted as they are encoded: what needs a percent sign comes before letters.
            ("?az=1&a%7B=2", "a%7B=2&az=1"), ("?z=1&%C3%A4=2", "%C3%A4=2&z=1"), ("?a=z&a=%7B", "a=%7B&a=z"),
            ("?B=1&a=2&A=3&b=4", "A=3&B=1&a=2&b=4"), ("?10=a&9=b", "10=a&9=b"),
        ])
    func query(written: String, canonical: String) throws {
        #expect(try signed(Unsigned(url: "https://host/path" + written)).line(2) == canonical)
        #expect(try signed(Unsigned(url: "https://host" + written)).line(2) == canonical)
    }

    @Test("a query of many parameters is sorted", arguments: [1, 2, 3, 7, 64, 1000, 8000])
    func manyParameters(count: Int) throws {
        let numbers = (0..<count).map { $0 * 7919 % count }
        let query = numbers.map { "p\($0 % 50)=\($0)" }
        let sorted = numbers.map { ("p\($0 % 50)", "\($0)") }.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }
        let request = Unsigned(url: "https://host/?" + query.joined(separator: "&"))
        #expect(try signed(request).line(2) == sorted.joined(separator: "&"))
    }

    @Test(
        "the host, as HTTP clients send it",
        arguments: [
            ("https://a.example", "a.example"), ("https://a.example:443/x", "a.example"),
            ("https://a.example:0443", "a.example"), ("https://a.example:80/", "a.example:80"),
            ("https://a.example:8443?q", "a.example:8443"), ("http://127.0.0.1:80/", "127.0.0.1"),
            ("http://127.0.0.1:443/", "127.0.0.1:443"), ("http://localhost:08080/", "localhost:8080"),
            ("http://[::1]/", "[::1]"), ("http://[::1]:80/", "[::1]"), ("http://[::1]:8080/", "[::1]:8080"),
            ("https://[2001:db8::443]", "[2001:db8::443]"), ("https://A.Example:1/", "A.Example:1"),
            ("https://a.example:/", "a.example"), ("https://a.example/]:1", "a.example"),
        ])
    func host(url: String, host: String) throws {
        let signed = try signed(Unsigned(url: url, signedHeaders: "Host"))
        #expect(signed.line(3) == "host:" + host)
        #expect(signed.names == "host;x-sdk-date")
    }

    @Test(
        "headers: those that are wanted and there, sorted, their values trimmed",
        arguments: [
            ([], "", ""), ([], ";;", ""), ([], "x-sdk-date", ""), ([], "X-SDK-Date;x-sdk-date", ""),
            (["B: 1", "A: 2"], "b;a", "a:2 b:1"), (["B: 1", "A: 2"], "a", "a:2"), (["A: 2"], "a;c;a;A", "a:2"),
            (["A:2"], "a", "a:2"), (["A: \t 2 \t "], "a", "a:2"), (["A: x  y"], "a", "a:x  y"), (["A:"], "a", "a:"),
            (["A:  "], "a", "a:"), (["A: b:c"], "a", "a:b:c"), (["A"], "a", "a:"),
            (["A-B: 1", "A: 2"], "a;a-b", "a:2 a-b:1"),
            (["X-Sdk-E: 1", "X-Sdk: 2", "Y: 3"], "y;x-sdk;x-sdk-e", "x-sdk:2 x-sdk-e:1 y:3"),
            (["A: 1", "a: 2"], "A", "a:1"), (["A: 1"], "ab;b", ""), (["AB: 1"], "a", ""), (["A: 1"], " a", ""),
            (["A: \u{E4}"], "a", "a:\u{E4}"), (["Host: other"], "host", "host:other"),
        ] as [([String], String, String)])
    func headers(lines: [String], names: String, canonical: String) throws {
        let signed = try signed(Unsigned(headers: lines, signedHeaders: names))
        let block = signed.canonical.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(3)
        let headers = block.prefix { !$0.isEmpty }.filter { $0 != "x-sdk-date:20191115T033655Z" }
        #expect(headers.joined(separator: " ") == canonical)
        let sortedNames = block.prefix { !$0.isEmpty }.map { $0.prefix { $0 != ":" } }
        #expect(signed.names == sortedNames.joined(separator: ";"))
        #expect(sortedNames == sortedNames.sorted())
        #expect(sortedNames.contains("x-sdk-date"))
    }

    @Test(
        "the date",
        arguments: [
            (0, "19700101T000000Z"), (951_782_400, "20000229T000000Z"), (951_868_799, "20000229T235959Z"),
            (951_868_800, "20000301T000000Z"), (1_136_214_245, "20060102T150405Z"), (1_573_789_015, "20191115T033655Z"),
            (1_704_067_199, "20231231T235959Z"), (1_709_164_800, "20240229T000000Z"),
            (4_107_542_399, "21000228T235959Z"),
            (4_107_542_400, "21000301T000000Z"), (253_402_300_799, "99991231T235959Z"),
            (253_402_300_800, "99991231T235959Z"), (.max, "99991231T235959Z"), (-1, "19700101T000000Z"),
            (.min, "19700101T000000Z"),
        ] as [(Int64, String)])
    func date(seconds: Int64, text: String) throws {
        let signed = try signed(Unsigned(dateSeconds: seconds))
        #expect(signed.date == "X-Sdk-Date: " + text)
        #expect(signed.line(3) == "x-sdk-date:" + text)
    }

    @Test("a body of any bytes and any length is hashed unchanged", arguments: [0, 1, 55, 56, 64, 65, 100_000])
    func body(count: Int) throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        #expect(try signed(Unsigned(method: "PUT", body: body)).canonical.hasSuffix("\n" + sha256(body)))
    }

    @Test("region and service have their places in the older form's scope and key")
    func scope() throws {
        try withBytes("eu-de") { region in
            try withBytes("modelarts") { service in
                let full = try signed(Unsigned(form: .credential(region: region, service: service)))
                #expect(
                    full.authorization.contains("Credential=QTWAOYTTINDUT2QVKYUC/20191115/eu-de/modelarts/sdk_request,")
                )
                let empty = try signed(Unsigned(form: .credential(region: .none, service: .none)))
                #expect(full.signature != empty.signature)
                #expect(full.canonical == empty.canonical)
            }
        }
    }

    @Test("a trace shows the canonical request in one line, without its secrets")
    func blanked() throws {
        let request = Unsigned(
            method: "POST", url: "https://host/path",
            headers: ["X-Auth-Token: secret one", "X-Security-Token: secret:two", "X-Project-Id: 1"],
            body: Array("{}".utf8), signedHeaders: "host;x-auth-token;x-security-token;x-project-id")
        let canonical = try signed(request).canonical
        #expect(canonical.contains("x-security-token:secret:two\n"))
        try withBytes(canonical) { canonical in
            var text = ByteBuffer()
            try writeBlanked(canonical: canonical, to: &text)
            #expect(
                string(text.bytes)
                    == "POST|/path/||host:host|x-auth-token:***|x-project-id:1|x-sdk-date:20191115T033655Z"
                    + "|x-security-token:***||host;x-auth-token;x-project-id;x-sdk-date;x-security-token"
                    + "|44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
        }
    }

    @Test("the canonical request of an earlier call is gone")
    func buffers() throws {
        var canonical = ByteBuffer()
        try canonical.append("left over")
        var lines = ByteBuffer()
        let key = SigningKey(accessKey: .none, secretKey: .none, form: .access)
        try withBytes("http://h/") { url in
            try sign(
                &lines, method: "GET", url: url, body: .none, signedHeaders: .none, key: key, dateSeconds: 0,
                canonical: &canonical)
        }
        #expect(string(canonical.bytes).hasPrefix("GET\n/\n\nx-sdk-date:19700101T000000Z\n\nx-sdk-date\n"))
        #expect(lines.bytes[lines.count - 1] == 0)
    }
}

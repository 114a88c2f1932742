import Testing

@testable import SimulatorCore

@Suite("The server, over loopback", .timeLimit(.minutes(2)))
struct ServerTests {
    private func openRequest(_ bench: Bench, extra: String = "") -> String {
        """
        POST /v1/\(bench.projectID)/notebooks/open HTTP/1.1\r
        Host: localhost\r
        X-Auth-Token: \(bench.token)\r
        Content-Type: application/json\r
        Content-Length: 2\r
        \(extra)\r
        {}
        """
    }

    @Test("One connection carries many calls, and each response comes in one piece")
    func keepsAlive() async throws {
        let bench = try Bench()
        try await withServer(bench) { port in
            let client = try LoopbackClient(port: port)
            for _ in 0..<20 {
                client.send(openRequest(bench))
                guard case .bytes(let bytes) = await client.receive() else { throw WrongShape() }
                let response = try #require(RawResponse(bytes))
                #expect(response.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(response.head.contains("\r\nX-Request-Id: "))
                #expect(response.head.contains("\r\nDate: "))
                #expect(response.isWhole)
            }
            #expect(try bench.requests().count == 20)
        }
    }

    @Test("A client that asks for the end of the connection gets it")
    func closes() async throws {
        let bench = try Bench()
        try await withServer(bench) { port in
            let client = try LoopbackClient(port: port)
            client.send(openRequest(bench, extra: "Connection: close\r\n"))
            let (bytes, outcome) = await client.receive { _ in true }
            #expect(outcome == .closed)
            #expect(try #require(RawResponse(bytes)).isWhole)
        }
    }

    @Test("A truncated response announces more than it sends, and then closes")
    func truncates() async throws {
        let bench = try Bench(faults: [#"{"kind":"truncated"}"#])
        try await withServer(bench) { port in
            let client = try LoopbackClient(port: port)
            client.send(openRequest(bench))
            let (bytes, outcome) = await client.receive { _ in true }
            let response = try #require(RawResponse(bytes))
            #expect(outcome == .closed)
            #expect(response.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!response.body.isEmpty)
            #expect(response.body.utf8.count < (try #require(response.contentLength)))
        }
    }

    @Test("A lost connection is closed after the request was read, without a byte of a response")
    func resets() async throws {
        let bench = try Bench(faults: [#"{"kind":"reset"}"#])
        try await withServer(bench) { port in
            let client = try LoopbackClient(port: port)
            client.send(openRequest(bench))
            #expect(await client.receive() == .closed)
            #expect(try bench.requests().count == 1)
        }
    }

    @Test("A slow response is complete in the end")
    func slows() async throws {
        let bench = try Bench(faults: [#"{"kind":"slow","interval_ms":1}"#])
        try await withServer(bench) { port in
            let client = try LoopbackClient(port: port)
            client.send(openRequest(bench))
            let (bytes, _) = await client.receive { RawResponse($0)?.isWhole != true }
            #expect(RawResponse(bytes)?.isWhole == true)
        }
    }

    @Test("An endless response exceeds every limit, and ends with its client")
    func neverEnds() async throws {
        let bench = try Bench(faults: [#"{"kind":"endless"}"#])
        try await withServer(bench) { port in
            do {
                let client = try LoopbackClient(port: port)
                client.send(openRequest(bench))
                let (bytes, outcome) = await client.receive { $0.count < 20 << 20 }
                #expect(outcome == .bytes([]))
                #expect(
                    try #require(RawResponse(Array(bytes.prefix(1024)))).head.contains("Transfer-Encoding: chunked"))
            }
            let next = try LoopbackClient(port: port)
            next.send(openRequest(bench))
            guard case .bytes(let bytes) = await next.receive() else { throw WrongShape() }
            #expect(RawResponse(bytes)?.isWhole == true)
        }
    }

    @Test("Two hundred connections at once are all served, and clients that disconnect delay no other")
    func servesMany() async throws {
        let bench = try Bench(faults: [#"{"kind":"latency","delay_ms":50,"times":50}"#])
        try await withServer(bench) { port in
            let leaving = try (0..<50).map { _ in try LoopbackClient(port: port) }
            for client in leaving { client.send(openRequest(bench)) }
            let clients = try (0..<200).map { _ in try LoopbackClient(port: port) }
            withExtendedLifetime(leaving) {}
            for client in clients { client.send(openRequest(bench)) }
            for client in clients {
                let (bytes, _) = await client.receive { RawResponse($0)?.isWhole != true }
                #expect(RawResponse(bytes)?.isWhole == true)
            }
        }
    }

    @Test("A port that is taken is an error at once")
    func portTaken() async throws {
        let bench = try Bench()
        try await withServer(bench) { port in
            let second = try SimulatorServer(
                simulator: Simulator(), host: .ip4("127.0.0.1"), port: port, console: Console(isQuiet: true))
            await #expect(throws: (any Error).self) {
                try await second.run { _ in Issue.record("it listens all the same") }
            }
        }
    }

    static let nonsense = [
        "\u{16}\u{3}\u{1}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /v1/a/notebooks/open HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        "GET /v1/%zz/\u{e9} HTTP/1.1\r\nConnection: close\r\n\r\n",
    ]

    @Test("An invalid HTTP request ends only its own connection", arguments: nonsense)
    func survives(_ text: String) async throws {
        let bench = try Bench()
        try await withServer(bench) { port in
            let client = try LoopbackClient(port: port)
            client.send(text)
            let (bytes, outcome) = await client.receive { _ in true }
            #expect(outcome == .closed)
            #expect(RawResponse(bytes)?.head.hasPrefix("HTTP/1.1 2") != true)
            let next = try LoopbackClient(port: port)
            next.send(openRequest(bench))
            guard case .bytes(let response) = await next.receive() else { throw WrongShape() }
            #expect(RawResponse(response)?.isWhole == true)
        }
    }
}

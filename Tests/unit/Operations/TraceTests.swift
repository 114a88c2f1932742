import CCodelab
import Engine
import Foundation
import Platform
import Service
import Testing

@testable import Operations

/// A pipe that a trace is written to.
private final class TracePipe {
    private(set) var readEnd: Int32 = -1
    let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        (readEnd, writeEnd) = (ends[0], ends[1])
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Everything that was written since the last call.
    func read() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = Foundation.read(readEnd, &buffer, buffer.count), count > 0 { text += buffer[..<count] }
        return String(decoding: text, as: UTF8.self)
    }

    /// The lines without their times, whose form is checked.
    func lines(sourceLocation: SourceLocation = #_sourceLocation) -> [String] {
        let time = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /#
        return read().split(separator: "\n").map { line in
            #expect(line.prefixMatch(of: time) != nil, sourceLocation: sourceLocation)
            return String(line.trimmingPrefix(time))
        }
    }
}

@Suite("A trace has a line for each request, and never a secret")
struct TraceTests {
    private let transport = FakeTransport()
    private let pipe = TracePipe()
    private let service = "https://service.example/v1/project-1"

    private func client(_ texts: TestClient.Texts = [:]) throws -> TestClient {
        try TestClient(texts) { $0.trace_fd = pipe.writeEnd }
    }

    private func show(_ client: TestClient, _ replies: [Reply]) throws {
        _ = try transport.drive(client.call(CODELAB_OPERATION_SHOW, id: "a"), replies)
    }

    @Test("A line has the method, the URL, the attempt, the status, the time and the bytes")
    func lines() throws {
        _ = try transport.drive(
            client().call(CODELAB_OPERATION_OPEN),
            [
                .error(503), .failed(.connect), .failed(.connectionLost, timesSent: 1).with { $0.durationMs = 3 },
                .response(200, Body.page(["b"], total: 1)), .response(200, Body.instance("b")),
            ])
        #expect(
            pipe.lines() == [
                "POST \(service)/notebooks/open attempt=1 status=503 ms=10 bytes=0",
                "POST \(service)/notebooks/open attempt=2 status=0 curl=56 ms=10 bytes=0",
                "POST \(service)/notebooks/open attempt=3 status=0 curl=56 ms=3 bytes=0",
                "GET \(service)/notebooks?feature=DEFAULT&limit=10&offset=0 attempt=4 status=200 ms=10 bytes=70",
                "GET \(service)/notebooks/b attempt=5 status=200 ms=10 bytes=30",
            ])
    }

    @Test("Requests to IAM have lines as well, with their own attempts")
    func signIn() throws {
        let client = try TestClient.password { $0.trace_fd = pipe.writeEnd }
        try show(client, [.error(503), .token(), .instance])
        let tokens = "POST https://iam.example/v3/auth/tokens?nocatalog=true"
        let text = pipe.read()
        #expect(text.contains("\(tokens) attempt=1 status=503 ms=10 bytes=0\n"))
        #expect(text.contains("\(tokens) attempt=2 status=201 ms=10 bytes="))
        #expect(text.contains("GET \(service)/notebooks/a attempt=1 status=200 ms=10 bytes=30\n"))
        #expect(!text.contains("PASSWORD") && !text.contains("TOKEN"))
    }

    @Test("An interrupted request has a line if it was sent", arguments: [Interruption.cancelled, .deadline])
    func interrupted(_ interruption: Interruption) throws {
        let word = interruption == .cancelled ? "cancelled" : "deadline"
        let client = try client()
        for timesSent in [0, 1] {
            let call = try client.call(CODELAB_OPERATION_SHOW, id: "a")
            let request = try transport.send(call)
            transport.pass(5)
            transport.interrupt(call, interruption, request, timesSent: timesSent)
        }
        transport.interrupt(try client.call(CODELAB_OPERATION_SHOW, id: "a"), interruption)
        let watch = try client.watch()
        watch.pointer.pointee.begin(deadlineMs: .max)
        transport.answer(watch, try transport.send(watch), .error(503))
        transport.pass(10_000)
        transport.interrupt(watch, interruption, try transport.send(watch))
        #expect(
            pipe.lines() == [
                "GET \(service)/notebooks/a attempt=1 status=0 ms=5 bytes=0 \(word)",
                "GET \(service)/notebooks/a attempt=1 status=503 ms=10 bytes=0",
                "GET \(service)/notebooks/a attempt=2 status=0 ms=0 bytes=0 \(word)",
            ])
    }

    @Test("An interrupted request to IAM has its own method, URL and attempt")
    func interruptedSignIn() throws {
        let client = try TestClient([
            \.token: "TOKEN", \.project_name: "eu-de", \.iam_endpoint: "https://iam.example",
        ]) { $0.trace_fd = pipe.writeEnd }
        let call = try client.call(CODELAB_OPERATION_OPEN)
        transport.answer(call, try transport.send(call), .error(503, headers: ["Retry-After": "0"]))
        transport.interrupt(call, .cancelled, try transport.send(call))
        #expect(
            pipe.lines() == [
                "GET https://iam.example/v3/projects?name=eu-de attempt=1 status=503 ms=10 bytes=0",
                "GET https://iam.example/v3/projects?name=eu-de attempt=2 status=0 ms=0 bytes=0 cancelled",
            ])
        // The same after a request to the service: its attempt is not that of the call.
        let password = try TestClient.password { $0.trace_fd = pipe.writeEnd }
        let second = try password.call(CODELAB_OPERATION_OPEN)
        transport.answer(second, try transport.send(second), .token())
        transport.interrupt(second, .cancelled, try transport.send(second))
        #expect(pipe.lines().last == "POST \(service)/notebooks/open attempt=1 status=0 ms=0 bytes=0 cancelled")
    }

    @Test(
        "The service's request id is shown, in visible characters and up to 128 of them",
        arguments: [
            ("id-1", " request_id=id-1"), ("", ""), ("a\u{1B}[2J b\u{E9}", " request_id=a?[2J?b??"),
            (String(repeating: "x", count: 200), " request_id=" + String(repeating: "x", count: 128)),
            ("my TOKEN-OF-THE-CALLER", ""), ("VE9LRU4tT0YtVEhFLUNBTExFUg==", ""),
        ])
    func requestID(value: String, shown: String) throws {
        try show(
            client([\.token: "TOKEN-OF-THE-CALLER", \.project_id: "project-1"]),
            [.response(200, Body.instance(), headers: ["X-Request-Id": value])])
        #expect(pipe.lines() == ["GET \(service)/notebooks/a attempt=1 status=200 ms=10 bytes=30" + shown])
    }

    @Test("Values of a wrong type have a line")
    func dropped() throws {
        try show(client(), [.response(200, Body.instance("a", "RUNNING", #","url":[],"volume":{"capacity":"x"}"#))])
        #expect(pipe.lines().last == "dropped=2 url volume.capacity")
        let many = (0..<40).map { _ in "{}" }.joined(separator: ",")
        try show(client(), [.response(200, Body.instance("a", "RUNNING", #","tags":[],"billing_items":[\#(many)]"#))])
        let line = try #require(pipe.lines().last)
        #expect(line.hasPrefix("dropped=40 ") && line.split(separator: " ").count == 33)
    }

    @Test("The canonical request follows a rejected signature, without the security token")
    func canonicalRequest() throws {
        let client = try client([
            \.access_key: "AK", \.secret_key: "SECRETKEY", \.security_token: "SECURITYTOKEN", \.project_id: "project-1",
        ])
        try show(client, [.error(401, "APIGW.0301", "verify aksk signature fail")])
        let text = pipe.read()
        #expect(text.contains(" canonical request: GET|/v1/project-1/notebooks/a/|"))
        #expect(text.split(separator: "\n").count == 2)
        #expect(!text.contains("SECRETKEY") && !text.contains("SECURITYTOKEN"))
    }

    @Test("The same for a signature that IAM rejects")
    func canonicalRequestOfIAM() throws {
        let client = try client([
            \.access_key: "AK", \.secret_key: "SECRETKEY", \.project_name: "p", \.iam_endpoint: "https://iam.example",
        ])
        try show(client, [.error(401, "APIGW.0301", "signature expired")])
        #expect(pipe.read().contains(" canonical request: GET|/v3/projects/|name=p|"))
    }

    @Test("Lines that do not fit are left out, and the next one has their number")
    func lost() throws {
        let client = try client()
        _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK)
        let filling = [UInt8](repeating: 0x2E, count: 4096)
        while write(pipe.writeEnd, filling, filling.count) > 0 {}
        try show(client, [.error(503), .error(503), .instance])
        _ = pipe.read()
        try show(client, [.instance])
        try show(client, [.instance])
        let lines = pipe.lines()
        #expect(lines.count == 2 && lines.first?.hasSuffix(" bytes=30 lost=3") == true)
        #expect(lines.last?.hasSuffix(" bytes=30") == true)
    }

    @Test("Without a trace, nothing is written, and a wrong descriptor is refused")
    func off() throws {
        try show(TestClient(), [.error(401), .instance].dropLast())
        #expect(pipe.read().isEmpty)
        #expect(throws: Failure.self) { _ = try TestClient { $0.trace_fd = -2 } }
        // A descriptor that is not open: no trace.
        try show(TestClient { $0.trace_fd = 1_000_000 }, [.instance])
    }
}

import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("With user and password, a token is fetched before the first request")
struct SignInTests {
    private let transport = FakeTransport()
    private let tokens = "https://iam.example/v3/auth/tokens"

    private func show(_ client: TestClient) throws -> Held<ServiceCall> {
        try client.call(CODELAB_OPERATION_SHOW, id: "a")
    }

    @Test("With an endpoint, without the catalog: the project comes with the token")
    func withEndpoint() throws {
        let call = try show(.password())
        _ = try transport.drive(call, [.token(), .instance])
        #expect(call.isOK)
        let signIn = try #require(transport.sent.first)
        #expect(signIn.method == "POST" && signIn.url == tokens + "?nocatalog=true")
        #expect(signIn.origin == "https://iam.example" && signIn.header("X-Auth-Token") == nil)
        #expect(signIn.body.contains(#""name":"user","domain":{"name":"domain"},"password":"PASSWORD""#))
        #expect(signIn.body.contains(#""scope":{"project":{"name":"eu-de"}}"#))
        #expect(transport.sent.last?.url == "https://service.example/v1/project-1/notebooks/a")
        #expect(transport.sent.last?.header("X-Auth-Token") == "TOKEN-1")
    }

    @Test("A project id that was given counts before that of the token")
    func givenProject() throws {
        let call = try show(.password([\.project_id: "project-2"]))
        _ = try transport.drive(call, [.token(), .instance])
        #expect(transport.sent.first?.body.contains(#""scope":{"project":{"id":"project-2"}}"#) == true)
        #expect(transport.sent.last?.path == "/v1/project-2/notebooks/a")
    }

    @Test(
        "Without an endpoint, it comes from the catalog: of the region, or the only one",
        arguments: [
            (nil, ["x": "https://one.example/v1/$(tenant_id)s"], "https://one.example"),
            ("none-1", ["x": "https://one.example"], "https://one.example"),
            ("b", ["a": "https://a.example", "b": "https://b.example/v1"], "https://b.example"),
        ] as [(String?, [String: String], String)])
    func catalog(region: String?, places: [String: String], origin: String) throws {
        var texts: TestClient.Texts = [:]
        if let region { texts[\.region] = region }
        let call = try show(.password(texts, hasEndpoint: false))
        _ = try transport.drive(call, [.token("TOKEN-1", Body.token(catalog: places)), .instance])
        #expect(call.isOK)
        #expect(transport.sent.first?.url == tokens)
        #expect(transport.sent.last?.origin == origin)
    }

    /// What IAM may answer that is of no use.
    private static let uselessAnswers: [(Comment, Reply, String, String)] = [
        ("no place", .token(), "ARGUMENT", "IAM's catalog has no endpoint of ModelArts"),
        (
            "two places", .token("T", Body.token(catalog: ["a": "https://a.example", "b": "https://b.example"])),
            "ARGUMENT", "several other regions"
        ),
        (
            "a place that is no address", .token("T", Body.token(catalog: ["a": "ftp://a"])), "ARGUMENT",
            "endpoint of IAM's catalog"
        ),
        (
            "plain HTTP", .token("T", Body.token(catalog: ["a": "http://a.example"])), "ARGUMENT",
            "endpoint of IAM's catalog"
        ),
        ("no token", .response(201, Body.token()), "PROTOCOL", "no token: header X-Subject-Token is missing"),
        ("an empty token", .token(""), "PROTOCOL", "no token: header X-Subject-Token is missing"),
        ("a token with a line break", .token("T\nX: y"), "ARGUMENT", "IAM's X-Subject-Token"),
        ("no project", .token("T", Body.token(project: nil)), "PROTOCOL", "names no project"),
        ("a project that is no id", .token("T", Body.token(project: "a/b")), "PROTOCOL", "project id"),
        ("no JSON", .token("T", "<html>"), "PROTOCOL", "IAM's response"),
        ("no body", .token("T", ""), "PROTOCOL", "IAM's response"),
    ]

    @Test("An unusable answer of IAM fails the call, and is not repeated", arguments: uselessAnswers)
    private func useless(_ name: Comment, _ reply: Reply, _ status: String, _ message: String) throws {
        let client = try TestClient.password(hasEndpoint: false)
        let call = try show(client)
        _ = try transport.drive(call, [reply])
        #expect(transport.status == "CODELAB_E_" + status, name)
        #expect(transport.message.contains(message), "\(name): \(transport.message)")
        #expect(transport.attempts == 1 && !transport.isRetryable, name)
        // The next call tries again.
        _ = try transport.send(show(client))
    }

    @Test("An answer of IAM that was cut off is fetched again")
    func truncated() throws {
        let call = try show(.password())
        let cut = Reply.token("T", #"{"token":{"#).with { $0.endsWithConnection = true }
        _ = try transport.drive(call, [cut, .token(), .instance])
        #expect(call.isOK)
    }

    @Test(
        "IAM's statuses are retried as those of an idempotent call",
        arguments: [
            (408, 3), (429, 3), (500, 1), (502, 3), (503, 3), (504, 3), (520, 3), (400, 1), (403, 1), (404, 1),
        ] as [(Int32, Int)])
    func statuses(httpStatus: Int32, requests: Int) throws {
        let call = try show(.password { $0.max_attempts = 3 })
        _ = try transport.drive(call) { _ in .error(httpStatus) }
        #expect(transport.sent.count == requests && transport.attempts == requests)
        #expect(transport.record.pointee.http_status == httpStatus)
        #expect(transport.message.hasPrefix("fetching a token from IAM failed: "))
    }

    @Test("Faults on the network to IAM are retried")
    func faults() throws {
        let call = try show(.password())
        _ = try transport.drive(
            call, [.failed(.resolve), .failed(.connectionLost, timesSent: 1), .failed(.timeout), .token(), .instance])
        #expect(call.isOK && transport.sent.count == 5)
        let late = try show(.password())
        _ = try transport.drive(late, [.failed(.timeout, timesSent: 1)])
        #expect(transport.status == "CODELAB_E_DEADLINE" && transport.isRetryable)
    }

    @Test("A request to IAM that was lost with its connection is repeated at once, on a new one if it was silent")
    func losses() throws {
        let call = try show(.password { $0.retry_delay_ms = 86_400_000 })
        _ = try transport.drive(
            call, [.failed(.connectionLost, timesSent: 1, loss: .silent), .token(), .instance])
        #expect(transport.pauses() == [0, 0])
        #expect(transport.sent.map(\.connectsAfresh) == [false, true, false])
    }

    @Test("A request to IAM that libcurl sent twice counts as two attempts")
    func sentTwice() throws {
        let call = try show(.password { $0.max_attempts = 2 })
        _ = try transport.drive(call, [.error(503).with { $0.timesSent = 2 }])
        #expect(transport.status == "CODELAB_E_SERVICE" && transport.attempts == 2)
    }

    @Test("Retry-After of IAM is respected, up to a minute")
    func retryAfter() throws {
        let call = try show(.password())
        _ = try transport.drive(call, [.error(503, headers: ["Retry-After": "7"]), .token(), .instance])
        #expect(transport.pauses() == [7000, 0])
        let late = try show(.password())
        _ = try transport.drive(late, [.error(503, headers: ["Retry-After": "61"])])
        #expect(transport.record.pointee.retry_after_ms == 61_000 && transport.isRetryable)
    }

    @Test(
        "A wrong password blocks the client for a minute: every call fails with it, and nothing is sent",
        arguments: [
            .error(401), .response(401, #"{"error":{"code":401,"message":"The username or password is wrong."}}"#),
            .error(401, "IAM.0011"), .error(401, "APIGW.0303"),
        ] as [Reply])
    func wrongPassword(reply: Reply) throws {
        let client = try TestClient.password()
        _ = try transport.drive(show(client), [reply])
        #expect(transport.status == "CODELAB_E_AUTHENTICATION" && !transport.isRetryable && transport.attempts == 1)
        let message = transport.message
        transport.pass(59_999)
        let held = try show(client)
        _ = try transport.drive(held, [])
        #expect(held.status == "CODELAB_E_AUTHENTICATION" && transport.message == message)
        #expect(transport.attempts == 0)
        transport.pass(1)
        let later = try show(client)
        _ = try transport.drive(later, [.token(), .instance])
        #expect(later.isOK)
    }

    @Test("IAM's answer may repeat the password: the message does not")
    func secrets() throws {
        let call = try show(.password())
        _ = try transport.drive(call, [.error(400, "IAM.1", "bad PASSWORD of user")])
        #expect(transport.message.contains("bad ******** of user"))
    }
}

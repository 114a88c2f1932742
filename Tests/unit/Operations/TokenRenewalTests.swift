import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("A token is renewed before its end, and once after a 401")
struct TokenRenewalTests {
    private let transport = FakeTransport()
    private let rejected = Reply.error(401, "APIGW.0307", "token expires")

    private func show(_ client: TestClient) throws -> Held<ServiceCall> {
        try client.call(CODELAB_OPERATION_SHOW, id: "a")
    }

    /// A client that has a token of a day.
    private func signedIn(_ maxAttempts: Int32 = 5) throws -> TestClient {
        let client = try TestClient.password { $0.max_attempts = maxAttempts }
        _ = try transport.drive(show(client), [.token(date: "Tue, 07 Dec 2021 01:50:05 GMT"), .instance])
        return client
    }

    private var tokensUsed: [String?] { transport.sent.map { $0.header("X-Auth-Token") } }

    // MARK: - Before its end

    @Test("Ten minutes before the end of a day, one call renews the token, and others use the old one meanwhile")
    func ahead() throws {
        let client = try signedIn()
        transport.pass(86_400_000 - 600_000 - 11)
        _ = try transport.drive(show(client), [.instance])
        transport.pass(1)
        let renewing = try show(client)
        let request = try transport.send(renewing)
        #expect(request.origin == "https://iam.example")
        _ = try transport.drive(show(client), [.instance])
        transport.answer(renewing, request, .token("TOKEN-2"))
        _ = try transport.drive(renewing, [.instance])
        _ = try transport.drive(show(client), [.instance])
        #expect(tokensUsed == [nil, "TOKEN-1", "TOKEN-1", nil, "TOKEN-1", "TOKEN-2", "TOKEN-2"])
    }

    @Test("A renewal that fails while the old token is valid does not fail the call, and is retried after ten seconds")
    func failedRenewal() throws {
        let client = try signedIn(1)
        transport.pass(86_400_000 - 300_000)
        let call = try show(client)
        _ = try transport.drive(call, [.error(503), .instance])
        #expect(call.isOK)
        _ = try transport.drive(show(client), [.instance])
        transport.pass(10_000)
        _ = try transport.drive(show(client), [.token("TOKEN-2"), .instance])
        #expect(tokensUsed.suffix(5) == [nil, "TOKEN-1", "TOKEN-1", nil, "TOKEN-2"])
    }

    @Test("After its end, a renewal that fails is the call's failure")
    func failedAfterEnd() throws {
        let client = try signedIn(1)
        transport.pass(86_400_000)
        _ = try transport.drive(show(client), [.error(503)])
        #expect(transport.status == "CODELAB_E_SERVICE" && transport.isRetryable)
    }

    @Test("Without a Date header, this machine's clock counts")
    func ownClock() throws {
        let client = try TestClient.password()
        let body = Body.token(expires: "2021-12-07T02:00:05.000000Z")
        _ = try transport.drive(show(client), [.token("TOKEN-1", body), .instance])
        // A tenth of ten minutes.
        transport.pass(540_000)
        _ = try transport.drive(show(client), [.token("TOKEN-2"), .instance])
        #expect(tokensUsed == [nil, "TOKEN-1", nil, "TOKEN-2"])
    }

    @Test("A token that expires at once is valid for ten seconds, so the call that fetched it uses it")
    func expiredAtOnce() throws {
        let client = try TestClient.password()
        let body = Body.token(expires: "2000-01-01T00:00:00.000000Z")
        _ = try transport.drive(show(client), [.token("TOKEN-1", body), .instance])
        _ = try transport.drive(show(client), [.instance])
        transport.pass(10_000)
        _ = try transport.drive(show(client), [.token("TOKEN-2", body), .instance])
        #expect(tokensUsed == [nil, "TOKEN-1", "TOKEN-1", nil, "TOKEN-2"])
    }

    // MARK: - After a 401

    @Test("A rejected token is replaced, and the request sent once more", arguments: [1, 5] as [Int32])
    func replaced(maxAttempts: Int32) throws {
        let client = try signedIn(maxAttempts)
        let call = try show(client)
        _ = try transport.drive(call, [rejected, .token("TOKEN-2"), .instance])
        #expect(call.isOK)
        #expect(tokensUsed.suffix(3) == ["TOKEN-1", nil, "TOKEN-2"])
    }

    @Test("A second rejection in one call is final", arguments: [1, 5] as [Int32])
    func rejectedTwice(maxAttempts: Int32) throws {
        let client = try signedIn(maxAttempts)
        _ = try transport.drive(show(client), [rejected, .token("TOKEN-2"), rejected])
        #expect(transport.status == "CODELAB_E_AUTHENTICATION" && transport.attempts == 3)
        // Not held: it was the token, not the password.
        _ = try transport.drive(show(client), [.instance])
    }

    @Test("A rejection of the last attempt is final")
    func lastAttempt() throws {
        let client = try signedIn(2)
        _ = try transport.drive(show(client), [.error(503), rejected])
        #expect(transport.status == "CODELAB_E_AUTHENTICATION" && transport.attempts == 2)
    }

    @Test("A call that fetched its token itself makes two fetches at the most")
    func mostFetches() throws {
        let call = try show(.password { $0.max_attempts = 5 })
        _ = try transport.drive(call, [.token("A"), rejected, .token("B"), rejected])
        #expect(transport.status == "CODELAB_E_AUTHENTICATION" && transport.attempts == 4)
    }

    @Test("A call that waits longer than its tokens live uses the last one, however old")
    func shortTokens() throws {
        let body = Body.token(expires: "2000-01-01T00:00:00.000000Z")
        let call = try show(.password { $0.max_attempts = 5 })
        let later = Reply.error(503, headers: ["Retry-After": "60"])
        _ = try transport.drive(call, [.token("A", body), later, .token("B", body), later, later, .instance])
        #expect(call.isOK && tokensUsed == [nil, "A", nil, "B", "B", "B"])
    }

    @Test("If the last token was revoked by another call meanwhile, the call fails")
    func noTokenLeft() throws {
        let body = Body.token(expires: "2000-01-01T00:00:00.000000Z")
        let client = try TestClient.password { $0.max_attempts = 5 }
        let call = try show(client)
        let later = Reply.error(503, headers: ["Retry-After": "60"])
        for reply in [.token("A", body), later, .token("B", body), later] as [Reply] {
            if case .wait(let untilMs) = transport.next(call) { transport.pass(untilMs - transport.nowMs) }
            transport.answer(call, try transport.send(call), reply)
        }
        let other = try show(client)
        transport.answer(other, try transport.send(other), rejected)
        #expect(transport.next(other) != .finished)
        transport.interrupt(other, .cancelled)
        transport.pass(60_000)
        #expect(transport.next(call) == .finished)
        #expect(transport.status == "CODELAB_E_AUTHENTICATION" && transport.attempts == 4)
        #expect(transport.message == "no token was accepted")
    }

    @Test("The requests to IAM of one call are bounded by twice max_attempts")
    func bound() throws {
        let call = try show(.password { $0.max_attempts = 3 })
        _ = try transport.drive(
            call, [.error(503), .error(503), .token("A"), rejected, .error(503), .error(503), .error(503)])
        #expect(transport.status == "CODELAB_E_SERVICE" && transport.attempts == 7)
        #expect(transport.sent.filter { $0.origin == "https://iam.example" }.count == 6)
    }

    @Test("After a success, a call may renew again")
    func pages() throws {
        let client = try signedIn()
        let pager = try client.pager()
        let page = Reply.response(200, Body.page(["a"], total: 3))
        _ = try transport.nextPage(pager, [rejected, .token("B"), page])
        let second = try transport.nextPage(
            pager, [rejected, .token("C"), .response(200, Body.page(["b"], total: 3))])
        #expect(second.ids == ["b"])
        let watch = try client.watch()
        _ = try transport.nextChange(watch, [rejected, .token("D"), .instance])
        let change = try transport.nextChange(watch, [rejected, .token("E"), .response(200, Body.ready())])
        #expect(change.instance == "RUNNING")
    }

    @Test("The caller's token is never replaced")
    func ownToken() throws {
        _ = try transport.drive(show(TestClient()), [rejected])
        #expect(transport.status == "CODELAB_E_AUTHENTICATION" && transport.attempts == 1)
    }

    @Test("A watch counts the requests to IAM that failed it")
    func watchAttempts() throws {
        let client = try signedIn(1)
        let watch = try client.watch()
        let change = try transport.nextChange(watch, [.error(503), rejected, .error(401)])
        #expect(change.status == "CODELAB_E_AUTHENTICATION" && transport.attempts == 3)
    }
}

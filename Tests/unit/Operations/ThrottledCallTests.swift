import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("While the service asks for a long pause, calls of the client fail at once, and watches wait")
struct ThrottledCallTests {
    private let transport = FakeTransport()
    private let client: TestClient

    /// The service has asked for two minutes.
    init() throws {
        client = try TestClient()
        let call = try client.call(CODELAB_OPERATION_OPEN)
        _ = try transport.drive(call, [.error(429, headers: ["Retry-After": "120"])])
        #expect(transport.status == "CODELAB_E_RATE_LIMIT" && transport.isRetryable && transport.attempts == 1)
        #expect(transport.record.pointee.retry_after_ms == 120_000)
    }

    private func show(deadlineMs: Int64 = .max) throws -> Held<ServiceCall> {
        try client.call(CODELAB_OPERATION_SHOW, id: "a", deadlineMs: deadlineMs)
    }

    /// Expects that a call fails with what is left of the pause.
    private func expectRefusal(
        _ call: Held<ServiceCall>, leftMs: Int64, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        _ = try transport.drive(call, [])
        #expect(call.status == "CODELAB_E_RATE_LIMIT", sourceLocation: sourceLocation)
        #expect(transport.isRetryable && transport.attempts == 0, sourceLocation: sourceLocation)
        #expect(transport.record.pointee.retry_after_ms == leftMs, sourceLocation: sourceLocation)
        #expect(transport.message.contains("call again in \(leftMs / 1000 + 1) s"), sourceLocation: sourceLocation)
    }

    @Test("A call fails with the rest of the pause as retry_after_ms, if that is more than a minute")
    func longPause() throws {
        try expectRefusal(show(), leftMs: 120_000)
        transport.pass(59_999)
        try expectRefusal(show(), leftMs: 60_001)
        transport.pass(1)
        let call = try show()
        _ = try transport.drive(call, [.instance])
        #expect(call.isOK && transport.pauses().last == 120_000)
    }

    @Test("A call whose deadline is before the end of the pause fails at once")
    func deadline() throws {
        transport.pass(100_000)
        try expectRefusal(show(deadlineMs: transport.nowMs + 20_000), leftMs: 20_000)
        let call = try show(deadlineMs: transport.nowMs + 20_001)
        #expect(transport.next(call) != .finished)
    }

    @Test("A watch waits for the end of the pause, and one whose deadline is earlier fails")
    func watches() throws {
        let watch = try client.watch()
        let late = try transport.nextChange(watch, deadlineMs: transport.nowMs + 10_000, [])
        #expect(late.status == "CODELAB_E_DEADLINE")
        let change = try transport.nextChange(watch, [.instance])
        #expect(change.instance == "CREATING" && transport.pauses().last == 120_000)
    }

    @Test("A watch that gets 429 itself waits as long, and counts its requests")
    func ownRefusal() throws {
        transport.pass(120_000)
        let watch = try client.watch()
        let long = Reply.error(429, headers: ["Retry-After": "600"])
        let change = try transport.nextChange(watch, [long, long, .instance])
        #expect(change.instance == "CREATING")
        #expect(transport.pauses().suffix(2) == [600_000, 600_000])
    }

    @Test("A call that has to sign in does not fetch a token during the pause")
    func signIn() throws {
        let client = try TestClient.password()
        _ = try transport.drive(
            client.call(CODELAB_OPERATION_SHOW, id: "a"),
            [.token(), .error(429, headers: ["Retry-After": "50"]), .instance])
        transport.pass(86_400_000)
        let limited = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(limited, [.token("TOKEN-2"), .error(429, headers: ["Retry-After": "120"])])
        let call = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [])
        #expect(call.status == "CODELAB_E_RATE_LIMIT")
    }
}

import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("Statuses by which the service asks for the same request later are retried")
struct RetriedStatusTests {
    private let transport = FakeTransport()

    private func client(_ maxAttempts: Int32 = 3) throws -> TestClient {
        try TestClient { $0.max_attempts = maxAttempts }
    }

    @Test(
        "An idempotent call: 408, 429, 503, and a gateway's statuses without a response",
        arguments: [
            (400, 1, "ARGUMENT", false), (401, 1, "AUTHENTICATION", false), (403, 1, "PERMISSION", false),
            (404, 1, "NOT_FOUND", false), (408, 3, "SERVICE", true), (409, 1, "CONFLICT", false),
            (418, 1, "SERVICE", false), (429, 3, "RATE_LIMIT", true), (500, 1, "SERVICE", true),
            (501, 1, "SERVICE", true), (502, 3, "SERVICE", true), (503, 3, "SERVICE", true),
            (504, 3, "SERVICE", true), (505, 1, "SERVICE", true), (519, 1, "SERVICE", true),
            (520, 3, "SERVICE", true), (599, 3, "SERVICE", true), (600, 1, "SERVICE", false),
            (302, 1, "SERVICE", false), (100, 1, "SERVICE", false),
        ] as [(Int32, Int, String, Bool)])
    func idempotent(httpStatus: Int32, requests: Int, status: String, isRetryable: Bool) throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call) { _ in .error(httpStatus) }
        #expect(transport.status == "CODELAB_E_" + status)
        #expect(transport.sent.count == requests && transport.attempts == requests)
        #expect(transport.record.pointee.http_status == httpStatus)
        #expect(transport.isRetryable == isRetryable)
    }

    @Test(
        "open: only 408, 429 and 503, and a 5xx that is not retried is not safe to repeat",
        arguments: [
            (400, 1, false), (408, 3, true), (429, 3, true), (500, 1, false), (501, 1, false), (503, 3, true),
            (600, 1, false),
        ] as [(Int32, Int, Bool)])
    func open(httpStatus: Int32, requests: Int, isRetryable: Bool) throws {
        let call = try client().call(CODELAB_OPERATION_OPEN)
        _ = try transport.drive(call) { _ in .error(httpStatus) }
        #expect(transport.sent.count == requests && transport.attempts == requests)
        #expect(transport.paths.allSatisfy { $0 == "POST /notebooks/open" })
        #expect(transport.isRetryable == isRetryable)
    }

    @Test("A retried call that succeeds has no trace of the failure", arguments: [408, 429, 502, 503] as [Int32])
    func recovery(httpStatus: Int32) throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [.error(httpStatus), .failed(.connect), .instance])
        #expect(transport.status == "CODELAB_OK" && call.isOK)
        #expect(transport.attempts == 3 && transport.record.pointee.http_status == 0)
        #expect(transport.message.isEmpty)
    }

    @Test("max_attempts bounds the requests", arguments: [1, 2, 5, 100] as [Int32])
    func maxAttempts(_ most: Int32) throws {
        let call = try client(most).call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call) { _ in .error(503) }
        #expect(transport.sent.count == Int(most) && transport.attempts == most)
    }

    @Test("The delay is at most retry_delay_ms, doubled each time, and at most retry_delay_max_ms")
    func backOff() throws {
        for _ in 0..<50 {
            let transport = FakeTransport()
            let client = try TestClient {
                $0.max_attempts = 6
                $0.retry_delay_ms = 100
                $0.retry_delay_max_ms = 500
            }
            let call = try client.call(CODELAB_OPERATION_SHOW, id: "a")
            _ = try transport.drive(call) { _ in .error(503) }
            #expect(transport.pauses().count == 5)
            for (pause, bound) in zip(transport.pauses(), [100, 200, 400, 500, 500] as [Int64]) {
                #expect(pause >= 0 && pause <= bound)
            }
        }
    }

    @Test(
        "Retry-After is respected up to a minute, and where the deadline leaves the time",
        arguments: [
            ("0", Int64.max, 0), ("2", .max, 2000), ("1.5", .max, 2000), ("60", .max, 60_000), ("61", .max, nil),
            ("2", 2011, 2000), ("2", 2010, nil), ("later", .max, -1), ("-1", .max, -1),
            ("Tue, 07 Dec 2021 01:50:08 GMT", .max, 3000), ("Tue, 07 Dec 2021 01:50:00 GMT", .max, 0),
        ] as [(String, Int64, Int64?)])
    func retryAfter(value: String, deadlineMs: Int64, pause: Int64?) throws {
        let deadlineMs = deadlineMs == .max ? deadlineMs : transport.nowMs + deadlineMs
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a", deadlineMs: deadlineMs)
        let first = Reply.error(
            503, headers: ["Retry-After": value, "Date": "Tue, 07 Dec 2021 01:50:05 GMT"])
        var replies = [first, .instance]
        if pause == nil { replies.removeLast() }
        let stop = try transport.drive(call, deadlineMs: deadlineMs, replies)
        #expect(stop == .finished)
        guard let pause else {
            #expect(transport.status == "CODELAB_E_SERVICE" && transport.isRetryable)
            #expect(transport.record.pointee.retry_after_ms == Int64(value).map { $0 * 1000 })
            return
        }
        // -1: not understood, so the delay is a random one.
        #expect(pause >= 0 ? transport.pauses() == [pause] : (0...500).contains(transport.pauses()[0]))
    }

    @Test("A deadline that passes during a delay ends the call with what it waited for")
    func deadlineInDelay() throws {
        let deadlineMs = transport.nowMs + 100
        let client = try TestClient { $0.retry_delay_ms = 86_400_000 }
        let call = try client.call(CODELAB_OPERATION_SHOW, id: "a", deadlineMs: deadlineMs)
        var stops: [FakeTransport.Stop] = []
        stops.append(try transport.drive(call, deadlineMs: deadlineMs) { _ in .error(503) })
        #expect(stops == [.deadline] && transport.status == "CODELAB_E_DEADLINE" && transport.isRetryable)
        #expect(
            transport.message
                == "reading the instance did not complete before the deadline; before that, "
                + string(statusText(CODELAB_E_SERVICE.rawValue).bytes))
    }

    @Test("429 holds back the other calls of the client, and no other client")
    func throttling() throws {
        let client = try TestClient()
        let first = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        let request = try transport.send(first)
        transport.answer(first, request, .error(429, headers: ["Retry-After": "5"]))
        let untilMs = transport.nowMs + 5000
        let second = try client.call(CODELAB_OPERATION_SHOW, id: "b")
        #expect(transport.next(second) == .wait(untilMs: untilMs))
        _ = try transport.send(TestClient().call(CODELAB_OPERATION_SHOW, id: "b"))
        #expect(transport.next(first) == .wait(untilMs: untilMs))
        transport.pass(5000)
        // The second call was the first to ask; after it there is a gap.
        _ = try transport.send(second)
        #expect(transport.next(first) == .wait(untilMs: untilMs + 20))
    }

    @Test("A throttled request that must wait for a connection keeps its place")
    func turnOfThrottledRequest() throws {
        let client = try TestClient()
        let first = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        let request = try transport.send(first)
        transport.answer(first, request, .error(429, headers: ["Retry-After": "1"]))
        transport.pass(1000)
        let second = try client.call(CODELAB_OPERATION_SHOW, id: "b")
        // The loop asks again as long as no connection is free: this must not take another turn.
        for _ in 0..<3 { _ = try transport.send(second) }
        transport.pass(20)
        _ = try transport.send(first)
    }

    @Test("A success without a body shortens the gaps between throttled requests as any other")
    func successWithoutBody() throws {
        let client = try TestClient()
        let limited = try client.call(CODELAB_OPERATION_DELETE, id: "a")
        _ = try transport.drive(limited, [.error(429, headers: ["Retry-After": "1"]), .response(204)])
        transport.pass(1000)
        _ = try transport.send(client.call(CODELAB_OPERATION_SHOW, id: "b"))
        let next = try client.call(CODELAB_OPERATION_SHOW, id: "c")
        // The gap was 20.
        #expect(transport.next(next) == .wait(untilMs: transport.nowMs + 17))
    }
}

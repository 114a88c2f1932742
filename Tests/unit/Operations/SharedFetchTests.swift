import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("Calls that need a token at the same time share one fetch")
struct SharedFetchTests {
    private let transport = FakeTransport()
    private let client: TestClient
    private let fetching: Held<ServiceCall>
    private let waiting: Held<ServiceCall>
    /// The request to IAM of the call that fetches.
    private let request: SentRequest

    init() throws {
        client = try TestClient.password { $0.max_attempts = 2 }
        fetching = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        waiting = try client.call(CODELAB_OPERATION_SHOW, id: "b")
        request = try transport.send(fetching)
        #expect(request.origin == "https://iam.example")
        #expect(transport.next(waiting) == .blocked(untilMs: transport.nowMs + 60_200))
    }

    @Test("Both calls continue with the token")
    func success() throws {
        transport.answer(fetching, request, .token())
        // The waiting call is woken when the fetching one goes on.
        #expect(try transport.send(fetching).header("X-Auth-Token") == "TOKEN-1")
        #expect(try transport.send(waiting).header("X-Auth-Token") == "TOKEN-1")
    }

    @Test("Until the fetching call continues, the other one waits")
    func order() throws {
        transport.answer(fetching, request, .token())
        #expect(transport.next(waiting) == .blocked(untilMs: request.atMs + 60_200))
    }

    @Test("Both calls report the failure, each with its own attempts")
    func failure() throws {
        transport.answer(fetching, request, .error(403))
        #expect(transport.next(fetching) == .finished && transport.attempts == 1)
        #expect(transport.next(waiting) == .finished && transport.attempts == 0)
        #expect(waiting.status == "CODELAB_E_PERMISSION")
        #expect(transport.message.hasPrefix("fetching a token from IAM failed: "))
        // The next call tries again.
        _ = try transport.send(client.call(CODELAB_OPERATION_SHOW, id: "c"))
    }

    @Test("A fetch that waits between attempts is not taken over, even after the time of a request")
    func patience() throws {
        transport.answer(fetching, request, .error(503, headers: ["Retry-After": "50"]))
        let untilMs = transport.nowMs + 50_000
        #expect(transport.next(fetching) == .wait(untilMs: untilMs))
        #expect(transport.next(waiting) == .blocked(untilMs: untilMs + 60_200))
    }

    @Test(
        "If the fetching call is cancelled, a waiting one takes over", arguments: [Interruption.cancelled, .deadline])
    func cancelled(_ interruption: Interruption) throws {
        transport.interrupt(fetching, interruption, request)
        let own = try transport.send(waiting)
        #expect(own.origin == "https://iam.example")
        transport.answer(waiting, own, .token())
        #expect(try transport.send(waiting).header("X-Auth-Token") == "TOKEN-1")
    }

    @Test("If the fetching call is freed, a waiting one takes over")
    func freed() throws {
        var first: Held<ServiceCall>? = try client.call(CODELAB_OPERATION_SHOW, id: "c")
        transport.interrupt(fetching, .cancelled, request)
        _ = try transport.send(try #require(first))
        #expect(transport.next(waiting) == .blocked(untilMs: transport.nowMs + 60_200))
        first = nil
        #expect(try transport.send(waiting).origin == "https://iam.example")
    }

    @Test("If the fetching call runs out of memory, a waiting one takes over")
    func outOfMemory() throws {
        fetching.pointer.pointee.runOutOfMemory(transport.record)
        #expect(try transport.send(waiting).origin == "https://iam.example")
    }

    @Test("A fetch that makes no progress for longer than a request may take is taken over")
    func noProgress() throws {
        transport.pass(60_199)
        #expect(transport.next(waiting) == .blocked(untilMs: request.atMs + 60_200))
        transport.pass(1)
        let own = try transport.send(waiting)
        #expect(own.origin == "https://iam.example")

        // The first one answers after all: its token serves both, until the other one's comes.
        transport.answer(fetching, request, .token("EARLY"))
        #expect(try transport.send(fetching).header("X-Auth-Token") == "EARLY")
        let third = try client.call(CODELAB_OPERATION_SHOW, id: "c")
        #expect(try transport.send(third).header("X-Auth-Token") == "EARLY")
        transport.answer(waiting, own, .token("LATE"))
        #expect(try transport.send(waiting).header("X-Auth-Token") == "LATE")
        let fourth = try client.call(CODELAB_OPERATION_SHOW, id: "c")
        #expect(try transport.send(fourth).header("X-Auth-Token") == "LATE")
    }

    @Test("A call whose fetch was taken over, and failed, waits for the new fetch")
    func failedAfterTakeover() throws {
        transport.pass(60_200)
        let own = try transport.send(waiting)
        transport.answer(fetching, request, .error(503))
        #expect(transport.next(fetching) == .blocked(untilMs: transport.nowMs - 10 + 60_200))
        transport.answer(waiting, own, .token())
        _ = try transport.send(waiting)
        #expect(try transport.send(fetching).header("X-Auth-Token") == "TOKEN-1")
    }

    @Test("A refused password ends the fetch that has replaced the refused one, and is not sent again")
    func refusedAfterTakeover() throws {
        transport.pass(60_200)
        let own = try transport.send(waiting)
        let third = try client.call(CODELAB_OPERATION_SHOW, id: "c")
        #expect(transport.next(third) == .blocked(untilMs: transport.nowMs + 60_200))
        transport.answer(fetching, request, .error(401))
        #expect(transport.next(fetching) == .finished && fetching.status == "CODELAB_E_AUTHENTICATION")
        #expect(transport.next(third) == .finished && third.status == "CODELAB_E_AUTHENTICATION")
        transport.answer(waiting, own, .error(503))
        #expect(transport.next(waiting) == .finished && waiting.status == "CODELAB_E_AUTHENTICATION")
    }
}

import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("A watch returns each change of an instance until it reaches its goal")
struct WatchTests {
    private let transport = FakeTransport()

    private func response(_ status: String, _ more: String = "") -> Reply {
        .response(200, Body.instance("a", status, more))
    }

    private var ready: Reply { .response(200, Body.ready()) }

    @Test("Until ready: running alone is not enough, a URL is needed")
    func untilReady() throws {
        let watch = try TestClient().watch()
        var change = try transport.nextChange(watch, [response("CREATING")])
        #expect(change == ("CODELAB_OK", "CREATING"))
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_FOLLOWING)
        change = try transport.nextChange(watch, [response("CREATING"), response("RUNNING")])
        #expect(change == ("CODELAB_OK", "RUNNING"))
        change = try transport.nextChange(watch, [response("RUNNING", #","url":"""#)])
        #expect(change == ("CODELAB_OK", "RUNNING"))
        change = try transport.nextChange(watch, [ready])
        #expect(change == ("CODELAB_OK", "RUNNING"))
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_ENDED)
        for _ in 0..<2 {
            change = try transport.nextChange(watch, [])
            #expect(change == ("CODELAB_DONE", nil) && transport.attempts == 0)
        }
        #expect(transport.paths.allSatisfy { $0 == "GET /notebooks/a" })
    }

    @Test("Until stopped, and until deleted")
    func untilOthers() throws {
        let client = try TestClient()
        for (until, replies) in [
            (CODELAB_UNTIL_STOPPED, [ready, response("STOPPING"), response("STOPPED")]),
            (CODELAB_UNTIL_DELETED, [response("ERROR"), response("DELETING"), response("DELETED")]),
        ] {
            let watch = try client.watch(until: until)
            for reply in replies { #expect(try transport.nextChange(watch, [reply]).status == "CODELAB_OK") }
            #expect(try transport.nextChange(watch, []).status == "CODELAB_DONE")
        }
    }

    @Test(
        "States from which the goal cannot be reached end the watch with the service's reason",
        arguments: [
            (0, "CREATE_FAILED"), (0, "START_FAILED"), (0, "DELETE_FAILED"), (0, "ERROR"), (0, "FROZEN"),
            (0, "STOPPED"), (0, "DELETED"), (1, "ERROR"), (1, "DELETED"), (1, "FROZEN"), (2, "DELETE_FAILED"),
        ] as [(Int32, String)])
    func missed(until: Int32, status: String) throws {
        let watch = try TestClient().watch(until: codelab_until(UInt32(until)))
        var change = try transport.nextChange(watch, [response(status, #","fail_reason":"no disk""#)])
        #expect(change == ("CODELAB_OK", status))
        for _ in 0..<2 {
            change = try transport.nextChange(watch, [])
            #expect(change == ("CODELAB_E_INSTANCE_FAILED", nil))
            #expect(transport.status == "CODELAB_E_INSTANCE_FAILED" && !transport.isRetryable)
            #expect(transport.message.hasSuffix(": it is \(status): no disk"))
        }
        #expect(transport.sent.count == 1)
    }

    @Test(
        "States from which the goal can still be reached do not end the watch",
        arguments: [
            (0, "INIT"), (0, "STARTING"), (0, "STOPPING"), (0, "SNAPSHOTTING"), (0, "NEW_WORD"), (1, "RUNNING"),
            (1, "CREATING"), (1, "DELETING"), (2, "RUNNING"), (2, "STOPPED"), (2, "CREATE_FAILED"), (2, "ERROR"),
        ] as [(Int32, String)])
    func onTheWay(until: Int32, status: String) throws {
        let watch = try TestClient().watch(until: codelab_until(UInt32(until)))
        _ = try transport.nextChange(watch, [response(status)])
        let goal = ["", "STOPPED", "DELETED"][Int(until)]
        let end = until == 0 ? ready : response(goal == status ? "DELETED" : goal)
        #expect(try transport.nextChange(watch, [response(status), end]).status == "CODELAB_OK")
        #expect(try transport.nextChange(watch, []).status == "CODELAB_DONE")
    }

    @Test("A reason that contains the token of the instance is left out")
    func secretReason() throws {
        let watch = try TestClient().watch()
        let more = #","token":"INSTANCE-TOKEN","fail_reason":"bad INSTANCE-TOKEN""#
        _ = try transport.nextChange(watch, [response("ERROR", more)])
        _ = try transport.nextChange(watch, [])
        #expect(transport.message.hasSuffix(": it is ERROR"))
    }

    // MARK: - Changes

    @Test(
        "Changes",
        arguments: [
            (#","url":"u""#, true), (#","token":"t""#, true), (#","fail_reason":"r""#, true),
            (#","lease":{"duration":1}"#, true), (#","action_progress":[{"step":1,"status":"WAITING"}]"#, true),
            (#","name":"n""#, false), (#","update_at":7"#, false), (#","description":"d""#, false),
            (#","lease":null"#, false),
        ] as [(String, Bool)])
    func changes(more: String, isChange: Bool) throws {
        let watch = try TestClient().watch()
        _ = try transport.nextChange(watch, [response("CREATING")])
        let replies = [response("CREATING", more)] + (isChange ? [] : [response("STARTING", more)])
        #expect(try transport.nextChange(watch, replies).instance == (isChange ? "CREATING" : "STARTING"))
    }

    @Test("A watch of an instance that the caller has returns only what differs, after the first delay")
    func seen() throws {
        let client = try TestClient()
        let watch = try client.watch(seen: Body.instance(), transport)
        _ = try transport.nextChange(watch, [response("CREATING"), response("RUNNING")])
        #expect(transport.pauses() == [1000, 2000])
    }

    @Test(
        "A watch of an instance in its goal state sends nothing",
        arguments: [
            (0, Body.ready(), "CODELAB_DONE"), (0, Body.instance("a", "ERROR"), "CODELAB_E_INSTANCE_FAILED"),
            (1, Body.instance("a", "STOPPED"), "CODELAB_DONE"),
        ] as [(Int32, String, String)])
    func seenAtEnd(until: Int32, body: String, status: String) throws {
        let watch = try TestClient().watch(seen: body, until: codelab_until(UInt32(until)), transport)
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_ENDED)
        #expect(try transport.nextChange(watch, []).status == status)
    }

    // MARK: - Delays

    @Test("Delays grow to the ceiling, and restart after a change")
    func delays() throws {
        let watch = try TestClient().watch()
        let same = response("CREATING")
        _ = try transport.nextChange(watch, [same])
        _ = try transport.nextChange(watch, [same, same, same, same, response("STARTING")])
        _ = try transport.nextChange(watch, [response("STARTING"), ready])
        #expect(transport.pauses() == [1000, 2000, 4000, 4000, 4000, 1000, 2000])
    }

    @Test("The caller's time between two calls is part of the delay")
    func callersTime() throws {
        let watch = try TestClient().watch()
        _ = try transport.nextChange(watch, [response("CREATING")])
        transport.pass(5000)
        _ = try transport.nextChange(watch, [response("STARTING")])
        #expect(transport.pauses() == [5000])
    }

    @Test("A deadline during a delay ends one call; the next one polls when the delay is over")
    func deadline() throws {
        let watch = try TestClient().watch()
        _ = try transport.nextChange(watch, [response("CREATING")])
        let change = try transport.nextChange(watch, deadlineMs: transport.nowMs + 400, [])
        #expect(change == ("CODELAB_E_DEADLINE", nil))
        _ = try transport.nextChange(watch, [response("STARTING")])
        #expect(transport.pauses() == [1000])
    }

    @Test("A watch that runs out of memory can continue")
    func outOfMemory() throws {
        let watch = try TestClient().watch()
        watch.pointer.pointee.begin(deadlineMs: .max)
        watch.pointer.pointee.runOutOfMemory(transport.record)
        #expect(watch.status == "CODELAB_E_NO_MEMORY" && transport.next(watch) == .finished)
        #expect(try transport.nextChange(watch, [ready]).status == "CODELAB_OK")
    }
}

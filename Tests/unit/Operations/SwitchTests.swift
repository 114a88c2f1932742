import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("A switch stops the instance, changes it, starts it, and follows it until it is ready")
struct SwitchTests {
    private let transport = FakeTransport()
    private let show = "GET /notebooks/a"
    private let stop = "POST /notebooks/a/stop"
    private let change = "PUT /notebooks/a"
    private let start = "POST /notebooks/a/start"

    private func instance(_ status: String, _ flavor: String = "old") -> Reply {
        .response(200, Body.instance("a", status, #","flavor":"\#(flavor)","image":{"id":"i-1"}"#))
    }

    private var ready: Reply {
        .response(200, Body.ready(#","flavor":"new","image":{"id":"i-1"}"#))
    }

    @Test("From running")
    func running() throws {
        let watch = try TestClient().switching(flavor: "new")
        let result = try transport.run(
            watch,
            [
                instance("RUNNING"), instance("STOPPING"), instance("STOPPED"), .response(200, #"{"flavor":"new"}"#),
                instance("STARTING", "new"), ready,
            ])
        #expect(result.changes == ["RUNNING", "STOPPING", "STOPPED", "STARTING", "RUNNING"])
        #expect(result.end == "CODELAB_DONE")
        #expect(transport.paths == [show, stop, show, change, start, show])
        #expect(transport.sent.map(\.body) == ["", "{}", "", #"{"flavor":"new"}"#, "{}", ""])
        // Only polls are delayed.
        #expect(transport.pauses() == [0, 1000, 0, 0, 1000])
    }

    @Test("Its phases")
    func phases() throws {
        let watch = try TestClient().switching(flavor: "new")
        var phases: [codelab_phase] = [watch.pointer.pointee.phase]
        for reply in [
            instance("RUNNING"), instance("STOPPING"), instance("STOPPED"), .response(200, "{}"),
            instance("STARTING", "new"), ready,
        ] {
            watch.pointer.pointee.begin(deadlineMs: .max)
            if case .wait(let untilMs) = transport.next(watch) { transport.pass(untilMs - transport.nowMs) }
            transport.answer(watch, try transport.send(watch), reply)
            watch.pointer.pointee.takeInstance().map { freeResponse($0) }
            phases.append(watch.pointer.pointee.phase)
        }
        #expect(
            phases == [
                CODELAB_PHASE_LOOKING, CODELAB_PHASE_STOPPING, CODELAB_PHASE_STOPPING, CODELAB_PHASE_CHANGING,
                CODELAB_PHASE_STARTING, CODELAB_PHASE_FOLLOWING, CODELAB_PHASE_ENDED,
            ])
    }

    @Test("From stopped, to an image, with a lease")
    func stopped() throws {
        let watch = try TestClient().switching(imageID: "i-2", durationMs: 7_200_000)
        let result = try transport.run(watch, [instance("STOPPED"), instance("STOPPED"), instance("STARTING"), ready])
        #expect(result.end == "CODELAB_DONE")
        #expect(transport.paths[1] == change && transport.sent[1].body == #"{"image_id":"i-2"}"#)
        #expect(transport.paths[2].hasPrefix(start + "?duration=7200000"))
    }

    @Test("From stopping, and from a state that leads to one in which it can be stopped")
    func transitions() throws {
        let watch = try TestClient().switching(flavor: "new")
        _ = try transport.run(watch, [instance("STOPPING"), instance("STOPPED"), .response(200, "{}"), ready])
        #expect(transport.paths == [show, show, change, start])
        let creating = try TestClient().switching(flavor: "new")
        let result = try transport.run(
            creating, [instance("CREATING"), instance("CREATING"), instance("RUNNING"), instance("ERROR")])
        #expect(transport.paths.suffix(4) == [show, show, show, stop])
        #expect(result.changes == ["CREATING", "RUNNING", "ERROR"] && result.end == "CODELAB_E_INSTANCE_FAILED")
    }

    @Test("A stop that is answered with the stopped instance is not polled for")
    func stoppedAtOnce() throws {
        let watch = try TestClient().switching(flavor: "new")
        _ = try transport.run(watch, [instance("RUNNING"), instance("STOPPED"), .response(200, "{}"), ready])
        #expect(transport.paths == [show, stop, change, start])
    }

    @Test(
        "From a state without a way to the goal, it fails",
        arguments: ["CREATE_FAILED", "START_FAILED", "ERROR", "FROZEN", "DELETED"])
    func failed(status: String) throws {
        let result = try transport.run(TestClient().switching(flavor: "new"), [instance(status)])
        #expect(result.changes == [status] && result.end == "CODELAB_E_INSTANCE_FAILED")
        #expect(transport.message.contains("it is \(status)"))
    }

    @Test("An instance that has the target already is started if it is stopped, and otherwise followed")
    func alreadyThere() throws {
        let stopped = try transport.run(
            TestClient().switching(flavor: "new", imageID: "i-1"), [instance("STOPPED", "new"), ready])
        #expect(transport.paths == [show, start] && stopped.end == "CODELAB_DONE")
        let running = try transport.run(TestClient().switching(flavor: "new", imageID: "i-1"), [ready])
        #expect(transport.sent.count == 3 && running.end == "CODELAB_DONE")
        let starting = try transport.run(TestClient().switching(flavor: "new"), [instance("STARTING", "new"), ready])
        #expect(transport.sent.count == 5 && starting.end == "CODELAB_DONE")
    }

    @Test("It has the target only if both the flavor and the image match")
    func both() throws {
        for (flavor, image) in [("new", "i-2"), ("old", "i-2"), ("other", "i-1")] {
            let transport = FakeTransport()
            let watch = try TestClient().switching(flavor: flavor, imageID: image)
            _ = try transport.nextChange(watch, [instance("STOPPED")])
            watch.pointer.pointee.begin(deadlineMs: .max)
            #expect(try transport.send(watch).method == "PUT")
        }
        // What the service does not describe is not there.
        let watch = try TestClient().switching(imageID: "i-1")
        _ = try transport.nextChange(watch, [.response(200, Body.instance("a", "STOPPED"))])
        watch.pointer.pointee.begin(deadlineMs: .max)
        #expect(try transport.send(watch).method == "PUT")
    }

    @Test("A refused stop that means \"stopped already\" continues", arguments: ["6307", "6308", "6357"])
    func refusedStop(code: String) throws {
        let watch = try TestClient().switching(flavor: "new")
        let result = try transport.run(
            watch,
            [instance("RUNNING"), .error(400, "ModelArts." + code), instance("STOPPED"), .response(200, "{}"), ready])
        #expect(transport.paths == [show, stop, show, change, start] && result.end == "CODELAB_DONE")
        #expect(transport.pauses() == [0, 1000, 0, 0])
    }

    @Test("A refused start that means \"runs already\" continues", arguments: ["6305", "6306"])
    func refusedStart(code: String) throws {
        let watch = try TestClient().switching(flavor: "new")
        let result = try transport.run(
            watch, [instance("STOPPED"), .response(200, "{}"), .error(400, "ModelArts." + code), ready])
        #expect(transport.paths == [show, change, start, show] && result.end == "CODELAB_DONE")
    }

    @Test("A busy instance is asked again for its change and its start")
    func busy() throws {
        let watch = try TestClient().switching(flavor: "new")
        let busy = Reply.error(400, "ModelArts.6357")
        let result = try transport.run(watch, [instance("STOPPED"), busy, .response(200, "{}"), busy, ready])
        #expect(transport.paths == [show, change, change, start, start] && result.end == "CODELAB_DONE")
    }

    @Test("A partial response to a change is not returned as the instance")
    func partialAnswer() throws {
        for body in ["{}", #"{"flavor":"new"}"#, Body.instance("a", "ERROR")] {
            let transport = FakeTransport()
            let watch = try TestClient().switching(flavor: "new")
            _ = try transport.nextChange(watch, [instance("STOPPED")])
            let change = try transport.nextChange(watch, [.response(200, body), instance("STARTING", "new")])
            #expect(change.instance == "STARTING")
        }
    }

    @Test("A failure after the stop ends one call, and the next one tries that phase again")
    func failureAfterStop() throws {
        let watch = try TestClient().switching(flavor: "new")
        _ = try transport.nextChange(watch, [instance("RUNNING")])
        _ = try transport.nextChange(watch, [instance("STOPPED")])
        let soldOut = Reply.error(400, "ModelArts.6329")
        for _ in 0..<2 {
            #expect(try transport.nextChange(watch, [soldOut]).status == "CODELAB_E_QUOTA")
            #expect(watch.pointer.pointee.phase == CODELAB_PHASE_CHANGING)
        }
        _ = try transport.nextChange(watch, [.response(200, "{}"), ready])
        #expect(transport.paths == [show, stop, change, change, change, start])
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_ENDED)
    }

    @Test("A lost command is sent again, because it is idempotent")
    func lostCommand() throws {
        let watch = try TestClient().switching(flavor: "new")
        let lost = Reply.failed(.connectionLost, timesSent: 1)
        _ = try transport.run(
            watch,
            [
                instance("RUNNING"), lost, .error(400, "ModelArts.6307"), instance("STOPPED"), lost,
                .response(200, "{}"), lost, .error(400, "ModelArts.6305"), ready,
            ])
        #expect(transport.paths == [show, stop, stop, show, change, change, start, start, show])
    }

    @Test("A switch without a target, or with another goal, is not made")
    func wrongArguments() throws {
        #expect(throws: Failure.self) { _ = try TestClient().switching() }
        for until in [CODELAB_UNTIL_STOPPED, CODELAB_UNTIL_DELETED] {
            #expect(throws: Failure.self) { _ = try TestClient().switching(flavor: "new", until: until) }
        }
    }
}

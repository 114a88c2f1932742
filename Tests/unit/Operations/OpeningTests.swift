import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

private let open = "POST /notebooks/open"
private let show = "GET /notebooks/a"
private let start = "POST /notebooks/a/start"
private let delete = "DELETE /notebooks/a"
private let find = "GET /notebooks?feature=DEFAULT&limit=10&offset=0"

@Suite("A watch that opens ends with a ready instance from any initial state")
struct OpeningTests {
    /// A state in which *open* finds the instance, what the service then answers, and how the watch ends.
    struct Case: Sendable {
        let name: Comment
        var flags: UInt32 = 0
        let replies: [Reply]
        let paths: [String]
        let changes: [String]
        var end = "CODELAB_DONE"
        var message = ""
    }

    private static func state(_ status: String, _ more: String = "") -> Reply {
        .response(200, Body.instance("a", status, more))
    }

    private static let ready = Reply.response(200, Body.ready())
    private static let gone = Reply.error(404, "ModelArts.6309")
    private static let replacing = UInt32(CODELAB_OPEN_REPLACE_FAILED)

    static let cases: [Case] = [
        Case(
            name: "No instance: a new one is created and started",
            replies: [state("CREATING"), state("CREATING"), ready], paths: [open, show, show],
            changes: ["CREATING", "RUNNING"]),
        Case(name: "Running", replies: [ready], paths: [open], changes: ["RUNNING"]),
        Case(
            name: "Running, and the address follows", replies: [state("RUNNING"), ready], paths: [open, show],
            changes: ["RUNNING", "RUNNING"]),
        Case(
            name: "Stopped, where open does not start it", replies: [state("STOPPED"), state("STARTING"), ready],
            paths: [open, start, show], changes: ["STOPPED", "STARTING", "RUNNING"]),
        Case(
            name: "Stopped, where open starts it", replies: [state("STARTING"), ready], paths: [open, show],
            changes: ["STARTING", "RUNNING"]),
        Case(
            name: "Stopped, and another program has just started it",
            replies: [state("STOPPED"), .error(400, "ModelArts.6305"), ready], paths: [open, start, show],
            changes: ["STOPPED", "RUNNING"]),
        Case(
            name: "Stopping: it is started once it is stopped",
            replies: [state("STOPPING"), state("STOPPING"), state("STOPPED"), state("STARTING"), ready],
            paths: [open, show, show, start, show], changes: ["STOPPING", "STOPPED", "STARTING", "RUNNING"]),
        Case(
            name: "Starting", replies: [state("STARTING"), ready], paths: [open, show],
            changes: ["STARTING", "RUNNING"]),
        Case(
            name: "Deleting: another one is opened when it is gone",
            replies: [state("DELETING"), gone, state("CREATING"), ready], paths: [open, show, open, show],
            changes: ["DELETING", "CREATING", "RUNNING"]),
        Case(
            name: "The response to open was lost: the instance is found and followed",
            replies: [
                .failed(.connectionLost, timesSent: 1), .response(200, Body.page(["a"], total: 1)), state("STOPPED"),
                state("STARTING"), ready,
            ],
            paths: [open, find, show, start, show], changes: ["STOPPED", "STARTING", "RUNNING"]),
    ]

    static let failures: [Case] =
        ["CREATE_FAILED", "START_FAILED", "ERROR", "DELETE_FAILED"].flatMap { status in
            [
                Case(
                    name: "\(status): the watch says what to do",
                    replies: [state(status, #","fail_reason":"no disk""#)], paths: [open], changes: [status],
                    end: "CODELAB_E_INSTANCE_FAILED",
                    message:
                        "it is \(status): no disk; delete it and open again, or allow that it is replaced"),
                Case(
                    name: "\(status), which may be replaced", flags: replacing,
                    replies: [state(status), state("DELETING"), gone, state("CREATING"), ready],
                    paths: [open, delete, show, open, show],
                    changes: [status, "DELETING", "CREATING", "RUNNING"]),
            ]
        } + [
            Case(
                name: "Frozen: nothing that the user can do is proposed", replies: [state("FROZEN")], paths: [open],
                changes: ["FROZEN"], end: "CODELAB_E_INSTANCE_FAILED", message: "it is FROZEN"),
            Case(
                name: "Each one fails: the third is not deleted, because no more are opened", flags: replacing,
                replies: [
                    state("ERROR"), state("DELETING"), gone, state("ERROR"), state("DELETING"), gone, state("ERROR"),
                ],
                paths: [open, delete, show, open, delete, show, open],
                changes: ["ERROR", "DELETING", "ERROR", "DELETING", "ERROR"], end: "CODELAB_E_INSTANCE_FAILED",
                message: "it is ERROR"),
            Case(
                name: "Frozen: it is not deleted", flags: replacing, replies: [state("FROZEN")], paths: [open],
                changes: ["FROZEN"], end: "CODELAB_E_INSTANCE_FAILED", message: "it is FROZEN"),
            Case(
                name: "It fails while it starts, and may be replaced", flags: replacing,
                replies: [state("STARTING"), state("START_FAILED"), .response(200), gone, ready],
                paths: [open, show, delete, show, open], changes: ["STARTING", "START_FAILED", "RUNNING"]),
            Case(
                name: "The deletion fails", flags: replacing,
                replies: [state("ERROR"), state("DELETING"), state("DELETE_FAILED")], paths: [open, delete, show],
                changes: ["ERROR", "DELETING", "DELETE_FAILED"], end: "CODELAB_E_INSTANCE_FAILED",
                message: "it is DELETE_FAILED"),
        ]

    @Test("From each state", arguments: cases + failures)
    func states(_ one: Case) throws {
        let transport = FakeTransport()
        let watch = try TestClient().opening(flags: one.flags)
        let result = try transport.run(watch, one.replies)
        #expect(transport.paths == one.paths, one.name)
        #expect(result.changes == one.changes, one.name)
        #expect(result.end == one.end, one.name)
        if !one.message.isEmpty { #expect(transport.message.hasSuffix(one.message), "\(transport.message)") }
    }

    @Test("A failure of open is returned, and the next call opens again")
    func failedOpen() throws {
        let transport = FakeTransport()
        let watch = try TestClient().opening()
        var replies = [Reply.error(403, "ModelArts.0203"), Self.ready]
        var statuses: [String] = []
        for _ in 0..<2 {
            watch.pointer.pointee.begin(deadlineMs: .max)
            _ = try transport.drive(watch) { _ in replies.removeFirst() }
            watch.pointer.pointee.takeInstance().map { freeResponse($0) }
            statuses.append(watch.status)
        }
        #expect(statuses == ["CODELAB_E_AUTHENTICATION", "CODELAB_OK"])
        #expect(transport.paths == [open, open])
    }

    @Test("An instance that disappears repeatedly is opened at most three times")
    func bounded() throws {
        let transport = FakeTransport()
        let watch = try TestClient().opening()
        for _ in 0..<20 {
            watch.pointer.pointee.begin(deadlineMs: .max)
            _ = try transport.drive(watch) { $0.method == "POST" ? Self.state("DELETING") : Self.gone }
            watch.pointer.pointee.takeInstance().map { freeResponse($0) }
            if watch.status != "CODELAB_OK" { break }
        }
        #expect(watch.status == "CODELAB_E_NOT_FOUND")
        #expect(transport.paths.filter { $0 == open }.count == 3)
    }

    @Test("Interrupted while it opens, it reports the open call, and says that the instance may exist")
    func interrupted() throws {
        let transport = FakeTransport()
        let watch = try TestClient().opening()
        watch.pointer.pointee.begin(deadlineMs: .max)
        _ = try transport.send(watch)
        watch.pointer.pointee.interrupt(
            .cancelled, InterruptedTransfer(startedMs: transport.nowMs, timesSent: 1), transport.now, transport.record)
        #expect(watch.status == "CODELAB_E_CANCELLED" && watch.pointer.pointee.phase == CODELAB_PHASE_OPENING)
        #expect(transport.message.contains("opening the instance was cancelled"))
        #expect(transport.message.contains("list the instances"))
    }

    @Test("Its phases")
    func phases() throws {
        let transport = FakeTransport()
        let watch = try TestClient().opening(flags: Self.replacing)
        var phases = [watch.pointer.pointee.phase]
        for reply in [
            Self.state("ERROR"), Self.state("DELETING"), Self.gone, Self.state("STOPPED"), Self.state("STARTING"),
            Self.ready,
        ] {
            watch.pointer.pointee.begin(deadlineMs: .max)
            if case .wait(let untilMs) = transport.next(watch) { transport.pass(untilMs - transport.nowMs) }
            transport.answer(watch, try transport.send(watch), reply)
            // The end of the open call is seen by the next step.
            _ = transport.next(watch)
            watch.pointer.pointee.takeInstance().map { freeResponse($0) }
            phases.append(watch.pointer.pointee.phase)
        }
        #expect(
            phases == [
                CODELAB_PHASE_OPENING, CODELAB_PHASE_DELETING, CODELAB_PHASE_DELETING, CODELAB_PHASE_OPENING,
                CODELAB_PHASE_STARTING, CODELAB_PHASE_FOLLOWING, CODELAB_PHASE_ENDED,
            ])
    }

    @Test("The flag to replace an instance is refused by open itself, and another goal by the watch")
    func arguments() throws {
        var request = codelab_open_request()
        request.struct_size = UInt32(MemoryLayout<codelab_open_request>.size)
        request.flags = Self.replacing
        #expect(throws: Failure.self) {
            _ = try TestClient().call(CODELAB_OPERATION_OPEN, request: &request)
        }
        #expect(throws: Failure.self) { _ = try TestClient().opening(until: CODELAB_UNTIL_STOPPED) }
    }
}

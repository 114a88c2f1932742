import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

/// A command whose first response is lost, and what the service says to the second one.
private struct CommandCase: Sendable, CustomTestStringConvertible {
    let operation: UInt32
    let code: String
    /// Whether the code says that the first command has been carried out.
    let isDone: Bool
    var testDescription: String { "\(operation == CODELAB_OPERATION_START.rawValue ? "start" : "stop"), \(code)" }

    static let all: [CommandCase] =
        cases(
            CODELAB_OPERATION_START, done: ["6305", "6306", "6357"], others: ["6307", "6308", "6309", "6304"])
        + cases(CODELAB_OPERATION_STOP, done: ["6307", "6308", "6357"], others: ["6305", "6306", "6309"])

    private static func cases(_ operation: codelab_operation, done: [String], others: [String]) -> [CommandCase] {
        (done + others).map {
            CommandCase(operation: operation.rawValue, code: "ModelArts." + $0, isDone: done.contains($0))
        }
    }
}

@Suite("The repetition of a command whose response was lost may report it as done")
struct FollowUpTests {
    private let transport = FakeTransport()
    private let lost = Reply.failed(.connectionLost, timesSent: 1)

    private func call(_ operation: codelab_operation, _ maxAttempts: Int32 = 3) throws -> Held<ServiceCall> {
        try TestClient { $0.max_attempts = maxAttempts }.call(operation, id: "a")
    }

    @Test("Then the instance is shown and returned", arguments: CommandCase.all)
    private func afterLoss(_ each: CommandCase) throws {
        for loss in [lost, .error(502), .error(504), .failed(.truncated, timesSent: 1)] {
            let transport = FakeTransport()
            let call = try call(codelab_operation(each.operation))
            let second = Reply.error(400, each.code)
            _ = try transport.drive(call, [loss, second] + (each.isDone ? [.instance] : []))
            #expect((call.isOK) == each.isDone)
            #expect(transport.paths.last == (each.isDone ? "GET /notebooks/a" : transport.paths.first))
            #expect(call.hasResult() == each.isDone)
            if !each.isDone { #expect(transport.serviceCode == each.code && transport.attempts == 2) }
        }
    }

    @Test("Without a loss, the code is the result", arguments: CommandCase.all)
    private func withoutLoss(_ each: CommandCase) throws {
        for replies in [[], [Reply.error(503)], [.failed(.connect)], [.error(429, headers: ["Retry-After": "1"])]] {
            let transport = FakeTransport()
            let call = try call(codelab_operation(each.operation))
            _ = try transport.drive(call, replies + [.error(400, each.code)])
            #expect(transport.serviceCode == each.code && transport.paths.allSatisfy { $0.hasPrefix("POST") })
        }
    }

    @Test("A failed show reports the failure of the command")
    func failedShow() throws {
        let call = try call(CODELAB_OPERATION_START)
        _ = try transport.drive(call, [lost, .error(400, "ModelArts.6305"), .error(404, "ModelArts.6309")])
        #expect(transport.status == "CODELAB_E_CONFLICT" && transport.serviceCode == "ModelArts.6305")
        #expect(transport.attempts == 3)
    }

    @Test("The show has its own attempts, and the second command is not sent twice")
    func attemptsOfShow() throws {
        let call = try call(CODELAB_OPERATION_STOP, 2)
        _ = try transport.drive(
            call, [lost, .error(400, "ModelArts.6308"), .error(400, "ModelArts.6357")])
        #expect(transport.serviceCode == "ModelArts.6308" && transport.attempts == 3)
    }

    // MARK: - Delete

    @Test(
        "A delete finds the instance gone after a loss, and then succeeds without a result",
        arguments: [(400, "ModelArts.6309"), (400, "ModelArts.6404"), (404, "ModelArts.0015")] as [(Int32, String)])
    func deleted(httpStatus: Int32, code: String) throws {
        let call = try call(CODELAB_OPERATION_DELETE)
        _ = try transport.drive(call, [lost, .error(httpStatus, code)])
        #expect(call.isOK)
        #expect(!call.hasResult())
    }

    @Test(
        "A delete of an unknown instance, or at an address without the route, fails",
        arguments: [
            ([.error(400, "ModelArts.6309")], "ModelArts.6309"),
            (
                [.error(503), .error(400, "ModelArts.6309")],
                "ModelArts.6309"
            ),
            ([.failed(.connectionLost, timesSent: 1), .error(404)], ""),
            ([.failed(.connectionLost, timesSent: 1), .error(404, "APIG.0101")], "APIG.0101"),
        ] as [([Reply], String)])
    func notDeleted(replies: [Reply], code: String) throws {
        let call = try call(CODELAB_OPERATION_DELETE)
        _ = try transport.drive(call, replies)
        #expect(transport.status == "CODELAB_E_NOT_FOUND" && transport.serviceCode == code)
        #expect(call.status == "CODELAB_E_NOT_FOUND")
    }

    // MARK: - Renew

    @Test("A renewal that is answered without a body is followed by a request for the lease")
    func renewed() throws {
        let call = try call(CODELAB_OPERATION_RENEW_LEASE)
        _ = try transport.drive(call, [.response(204), .error(503), .response(200, Body.lease(77))])
        #expect(transport.paths == ["PATCH /notebooks/a/lease", "GET /notebooks/a/lease", "GET /notebooks/a/lease"])
        var durationMs: Int64 = 0
        _ = call.withResult(as: codelab_lease.self) { durationMs = $0.duration_ms }
        #expect(durationMs == 77)
    }

    @Test("If the lease cannot be read then, the call fails with that")
    func unreadLease() throws {
        let call = try call(CODELAB_OPERATION_RENEW_LEASE)
        _ = try transport.drive(call, [.response(200), .error(403)])
        #expect(transport.status == "CODELAB_E_PERMISSION" && transport.attempts == 2)
        #expect(transport.message.hasPrefix("reading the lease failed"))
    }

    @Test("A renewal is idempotent, and its repetition's answer counts")
    func renewedTwice() throws {
        let call = try call(CODELAB_OPERATION_RENEW_LEASE)
        _ = try transport.drive(call, [lost, .response(200, Body.lease())])
        #expect(call.isOK && transport.sent.count == 2)
    }

    @Test(
        "Other calls have no follow-up",
        arguments: [
            (CODELAB_OPERATION_SHOW.rawValue, "6357"), (CODELAB_OPERATION_SHOW_LEASE.rawValue, "6309"),
            (CODELAB_OPERATION_RENEW_LEASE.rawValue, "6306"),
        ] as [(UInt32, String)])
    func others(operation: UInt32, code: String) throws {
        let call = try call(codelab_operation(operation))
        _ = try transport.drive(call, [lost, .error(400, "ModelArts." + code)])
        #expect(transport.serviceCode == "ModelArts." + code && transport.sent.count == 2)
    }
}

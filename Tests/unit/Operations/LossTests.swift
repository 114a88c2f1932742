import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

/// A request that was lost through no fault of the service.
private struct LossCase: Sendable, CustomTestStringConvertible {
    let loss: TransferLoss
    let timesSent: Int
    let testDescription: String

    static let all = [
        LossCase(loss: .stale, timesSent: 0, testDescription: "the kept connection had been closed"),
        LossCase(loss: .refused, timesSent: 0, testDescription: "the server declared it unprocessed"),
        LossCase(loss: .closed, timesSent: 1, testDescription: "the kept connection ended without a byte"),
        LossCase(loss: .silent, timesSent: 1, testDescription: "the kept connection was silent"),
    ]

    var reply: Reply { .failed(.connectionLost, timesSent: timesSent, loss: loss) }
}

@Suite("A request that was lost with its connection is repeated at once, and once")
struct LossTests {
    private let transport = FakeTransport()

    /// Delays of up to a day, which are never 0 by chance.
    private func client(_ maxAttempts: Int32 = 5) throws -> TestClient {
        try TestClient {
            $0.max_attempts = maxAttempts
            $0.retry_delay_ms = 86_400_000
        }
    }

    @Test("The first loss is repeated without a delay", arguments: LossCase.all)
    private func first(_ each: LossCase) throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [each.reply, .instance])
        #expect(transport.pauses() == [0] && transport.attempts == 2)
        #expect(transport.sent.map(\.connectsAfresh) == [false, each.loss == .silent])
    }

    @Test("After the second and each further consecutive loss there is a delay", arguments: LossCase.all)
    private func second(_ each: LossCase) throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [each.reply, each.reply, each.reply, each.reply, .instance])
        let pauses = transport.pauses()
        #expect(pauses.count == 4 && pauses[0] == 0 && pauses[1...].allSatisfy { $0 > 0 })
        #expect(transport.attempts == 5)
    }

    @Test("A response in between begins a new row: the next loss is repeated without a delay", arguments: LossCase.all)
    private func interrupted(_ each: LossCase) throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [each.reply, each.reply, .error(503), each.reply, .instance])
        let pauses = transport.pauses()
        #expect(pauses.count == 4 && pauses[1] > 0 && pauses[2] > 0 && pauses[3] == 0)
    }

    @Test("After a failure of another kind there is a delay")
    func otherFailure() throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(
            call, [.failed(.connectionLost, timesSent: 1), LossCase.all[0].reply, .error(503), .instance])
        let pauses = transport.pauses()
        #expect(pauses.count == 3 && pauses[0] > 0 && pauses[1] == 0 && pauses[2] > 0)
    }

    @Test("A loss counts as an attempt, so the last one is final", arguments: LossCase.all)
    private func lastAttempt(_ each: LossCase) throws {
        let call = try client(1).call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [each.reply])
        #expect(transport.status == "CODELAB_E_TRANSPORT" && transport.attempts == 1 && transport.isRetryable)
    }

    @Test("open is repeated if nothing was sent, and looked for if it was", arguments: LossCase.all)
    private func open(_ each: LossCase) throws {
        let call = try client().call(CODELAB_OPERATION_OPEN)
        let isSent = each.timesSent > 0
        _ = try transport.drive(call, [each.reply, isSent ? .noInstances : .instance])
        #expect(transport.paths.last?.hasPrefix(isSent ? "GET" : "POST") == true)
        #expect(transport.pauses() == [0])
        #expect(call.status == (isSent ? "CODELAB_E_TRANSPORT" : "CODELAB_OK"))
    }

    @Test(
        "Only a request that can be repeated gives up a silent connection",
        arguments: [
            (1, CODELAB_OPERATION_SHOW.rawValue, [0]), (2, CODELAB_OPERATION_SHOW.rawValue, [10_000, 0]),
            (3, CODELAB_OPERATION_SHOW.rawValue, [10_000, 10_000, 0]), (3, CODELAB_OPERATION_OPEN.rawValue, [0, 0, 0]),
        ] as [(Int32, UInt32, [Int64])])
    func silence(maxAttempts: Int32, operation: UInt32, silences: [Int64]) throws {
        let operation = codelab_operation(operation)
        let call = try client(maxAttempts).call(operation, id: operation == CODELAB_OPERATION_OPEN ? nil : "a")
        _ = try transport.drive(call) { _ in .error(503) }
        #expect(transport.sent.map(\.silenceMs) == silences)
    }

    @Test("A third of a short attempt_timeout_ms is the limit of silence")
    func shortSilence() throws {
        let call = try TestClient { $0.attempt_timeout_ms = 900 }.call(CODELAB_OPERATION_SHOW, id: "a")
        #expect(try transport.send(call).silenceMs == 300)
    }

    @Test("A request that libcurl itself sent twice counts as two attempts")
    func sentTwice() throws {
        let call = try client(4).call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call) { _ in
            .error(503, headers: ["Retry-After": "0"]).with { $0.timesSent = 2 }
        }
        #expect(transport.sent.count == 2 && transport.attempts == 4)
    }

    @Test("A start that libcurl sent twice is done if the second request says so")
    func startedTwice() throws {
        let call = try client().call(CODELAB_OPERATION_START, id: "a")
        _ = try transport.drive(
            call, [.error(400, "ModelArts.6305").with { $0.timesSent = 2 }, .instance])
        #expect(call.isOK && transport.attempts == 3)
    }
}

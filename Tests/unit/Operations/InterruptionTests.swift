import CCodelab
import Engine
import Foundation
import Platform
import Service
import Testing

@testable import Operations

/// How an operation is interrupted, and the words for it.
private struct InterruptionCase: Sendable, CustomTestStringConvertible {
    let interruption: Interruption
    let status: String
    let text: String
    var testDescription: String { interruption == .cancelled ? "cancelled" : "deadline" }

    static let all = [
        InterruptionCase(interruption: .cancelled, status: "CODELAB_E_CANCELLED", text: "was cancelled"),
        InterruptionCase(
            interruption: .deadline, status: "CODELAB_E_DEADLINE", text: "did not complete before the deadline"),
    ]
}

@Suite("An operation that is cancelled, or whose deadline passes, reports its current action")
struct InterruptionTests {
    private let transport = FakeTransport()
    private let uncertain = "; the service may have carried it out nevertheless: list the instances"

    /// Checks the report.
    private func check(
        _ each: InterruptionCase, _ activity: String, attempts: Int32, after failure: codelab_status? = nil,
        isUncertain: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(transport.status == each.status, sourceLocation: sourceLocation)
        #expect(transport.attempts == attempts, sourceLocation: sourceLocation)
        let before = failure.map { "; before that, " + string(statusText($0.rawValue).bytes) } ?? ""
        let end = before + (isUncertain ? uncertain : "")
        #expect(transport.message == "\(activity) \(each.text)\(end)", sourceLocation: sourceLocation)
        #expect(
            transport.isRetryable == (each.interruption == .deadline && !isUncertain), sourceLocation: sourceLocation)
        #expect(transport.record.pointee.http_status == 0, sourceLocation: sourceLocation)
    }

    @Test("Before its first request", arguments: InterruptionCase.all)
    private func idle(_ each: InterruptionCase) throws {
        let call = try TestClient().call(CODELAB_OPERATION_OPEN)
        transport.interrupt(call, each.interruption)
        check(each, "opening the instance", attempts: 0)
        #expect(transport.next(call) == .finished)
    }

    @Test("While it waits for its next attempt", arguments: InterruptionCase.all)
    private func waiting(_ each: InterruptionCase) throws {
        let call = try TestClient().call(CODELAB_OPERATION_OPEN)
        let request = try transport.send(call)
        transport.answer(call, request, .error(503))
        transport.interrupt(call, each.interruption)
        check(each, "opening the instance", attempts: 1, after: CODELAB_E_SERVICE)
        #expect(call.status == transport.status)
    }

    @Test("With open in flight: it may have been carried out if it was sent", arguments: InterruptionCase.all)
    private func openInFlight(_ each: InterruptionCase) throws {
        for timesSent in [0, 1] {
            let call = try TestClient().call(CODELAB_OPERATION_OPEN)
            let request = try transport.send(call)
            transport.interrupt(call, each.interruption, request, timesSent: timesSent)
            check(each, "opening the instance", attempts: 1, isUncertain: timesSent > 0)
        }
    }

    @Test("With a creation in flight", arguments: InterruptionCase.all)
    private func creationInFlight(_ each: InterruptionCase) throws {
        let client = try TestClient()
        let image = strdup("i")
        defer { free(image) }
        var request = codelab_open_request()
        request.struct_size = UInt32(MemoryLayout<codelab_open_request>.size)
        request.flags = CODELAB_OPEN_CREATE_IF_NOT_OFFERED
        request.image_id = UnsafePointer(image)
        let call = try client.call(CODELAB_OPERATION_OPEN, request: &request)
        transport.answer(call, try transport.send(call), .error(404, "APIG.0101"))
        transport.interrupt(call, each.interruption, try transport.send(call))
        check(
            each, "creating the instance", attempts: 2, after: CODELAB_E_NOT_OFFERED,
            isUncertain: true)
    }

    @Test("With a search in flight, the open before it may have been carried out", arguments: InterruptionCase.all)
    private func searching(_ each: InterruptionCase) throws {
        let lost = try TestClient().call(CODELAB_OPERATION_OPEN)
        transport.answer(lost, try transport.send(lost), .failed(.connectionLost, timesSent: 1))
        transport.interrupt(lost, each.interruption, try transport.send(lost))
        check(each, "looking for the free instance", attempts: 2, after: CODELAB_E_TRANSPORT, isUncertain: true)

        let refused = try TestClient().call(CODELAB_OPERATION_OPEN)
        transport.answer(refused, try transport.send(refused), .error(400, "ModelArts.6301"))
        transport.interrupt(refused, each.interruption, try transport.send(refused))
        check(each, "looking for the free instance", attempts: 2, after: CODELAB_E_CONFLICT)
    }

    @Test("With an idempotent request in flight", arguments: InterruptionCase.all)
    private func idempotentInFlight(_ each: InterruptionCase) throws {
        let call = try TestClient().call(CODELAB_OPERATION_START, id: "a")
        transport.answer(call, try transport.send(call), .failed(.connect))
        transport.pass(500)
        transport.interrupt(call, each.interruption, try transport.send(call))
        check(each, "starting the instance", attempts: 2, after: CODELAB_E_CONNECT)
    }

    @Test("A request that libcurl sent twice counts twice", arguments: InterruptionCase.all)
    private func sentTwice(_ each: InterruptionCase) throws {
        let call = try TestClient().call(CODELAB_OPERATION_START, id: "a")
        transport.interrupt(call, each.interruption, try transport.send(call), timesSent: 2)
        check(each, "starting the instance", attempts: 2)
    }

    @Test("While it signs in: nothing of open was sent", arguments: InterruptionCase.all)
    private func signingIn(_ each: InterruptionCase) throws {
        let client = try TestClient.password { $0.max_attempts = 3 }
        let inFlight = try client.call(CODELAB_OPERATION_OPEN)
        transport.interrupt(inFlight, each.interruption, try transport.send(inFlight))
        check(each, "opening the instance", attempts: 1)

        let waiting = try client.call(CODELAB_OPERATION_OPEN)
        transport.answer(waiting, try transport.send(waiting), .error(503))
        transport.interrupt(waiting, each.interruption)
        check(each, "opening the instance", attempts: 1)

        // The fetch was given up, so the next call begins one.
        let next = try client.call(CODELAB_OPERATION_OPEN)
        #expect(try transport.send(next).url.hasPrefix("https://iam.example"))
    }

    @Test("While it waits for the fetch of another call", arguments: InterruptionCase.all)
    private func waitingForFetch(_ each: InterruptionCase) throws {
        let client = try TestClient.password()
        let fetching = try client.call(CODELAB_OPERATION_OPEN)
        let request = try transport.send(fetching)
        let call = try client.call(CODELAB_OPERATION_OPEN)
        #expect(transport.next(call) == .blocked(untilMs: transport.nowMs + 60_200))
        transport.interrupt(call, each.interruption)
        check(each, "opening the instance", attempts: 0)

        // The fetch goes on.
        transport.answer(fetching, request, .token())
        #expect(try transport.send(fetching).header("X-Auth-Token") == "TOKEN-1")
    }

    @Test("A watch, between its requests and in one", arguments: InterruptionCase.all)
    private func watch(_ each: InterruptionCase) throws {
        let watch = try TestClient().watch()
        watch.pointer.pointee.begin(deadlineMs: .max)
        transport.interrupt(watch, each.interruption, try transport.send(watch))
        check(each, "following the instance", attempts: 1)
        #expect(watch.status == transport.status)
        #expect(transport.next(watch) == .finished)

        watch.pointer.pointee.begin(deadlineMs: .max)
        transport.answer(watch, try transport.send(watch), .error(503))
        transport.interrupt(watch, each.interruption)
        check(each, "following the instance", attempts: 1, after: CODELAB_E_SERVICE)

        // It can go on.
        transport.pass(10_000)
        #expect(try transport.nextChange(watch, [.instance]).instance == "CREATING")
    }

    @Test("A pager, which can go on", arguments: InterruptionCase.all)
    private func pager(_ each: InterruptionCase) throws {
        let pager = try TestClient().pager()
        pager.pointer.pointee.begin(deadlineMs: .max)
        transport.interrupt(pager, each.interruption, try transport.send(pager))
        check(each, "listing the instances", attempts: 1)
        #expect(pager.pointer.pointee.takePage(transport.record).status == transport.record.pointee.code)
        #expect(try transport.nextPage(pager, [.response(200, Body.page(["a"], total: 1))]).ids == ["a"])
    }
}

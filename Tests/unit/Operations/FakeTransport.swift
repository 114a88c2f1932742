import CCodelab
import Engine
import Foundation
import Platform
import Service

@testable import Operations

/// A reply to one request, as a test chooses it.
struct Reply {
    var result = TransferResult.response
    var httpStatus: Int32 = 200
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// How long the request takes.
    var durationMs: Int64 = 10
    var timesSent = 1
    var loss: TransferLoss?
    var proxyStatus: Int32 = 0
    var isRefusedBySOCKS = false
    var isBehindProxy = false
    /// The body ends with the connection, and may be cut off.
    var endsWithConnection = false

    static func response(_ httpStatus: Int32 = 200, _ body: String = "", headers: [String: String] = [:]) -> Reply {
        Reply(httpStatus: httpStatus, headers: headers, body: Array(body.utf8))
    }

    /// - Parameter timesSent: 0 if nothing of the request was sent.
    static func failed(_ fault: TransferFault, timesSent: Int = 0, loss: TransferLoss? = nil) -> Reply {
        Reply(result: .failed(fault), httpStatus: 0, timesSent: timesSent, loss: loss)
    }
}

/// A transfer that has ended with a ``Reply``.
struct FakeTransfer: ~Copyable, FinishedTransfer {
    private(set) var result: TransferResult
    let httpStatus: Int32
    var block: Block
    let startedMs: Int64
    let timesSent: Int
    let loss: TransferLoss?
    let proxyStatus: Int32
    let isRefusedBySOCKS: Bool
    let isBehindProxy: Bool
    private let endsWithConnection: Bool
    private let headers: [String: ContiguousBytes]

    /// A text at a fixed address.
    final class ContiguousBytes {
        let start: UnsafeMutablePointer<CChar>
        init(_ text: String) { start = strdup(text) }
        deinit { free(start) }
    }

    init(_ reply: Reply, headBytes: Int, startedMs: Int64) {
        result = reply.result
        httpStatus = reply.httpStatus
        block = Block(headBytes: headBytes)
        self.startedMs = startedMs
        timesSent = reply.timesSent
        loss = reply.loss
        proxyStatus = reply.httpStatus == 407 ? 407 : reply.proxyStatus
        isRefusedBySOCKS = reply.isRefusedBySOCKS
        isBehindProxy = reply.isBehindProxy
        endsWithConnection = reply.endsWithConnection
        headers = reply.headers.mapValues { ContiguousBytes($0) }
        reply.body.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { try? block.append(start, count: bytes.count) }
        }
    }

    func header(_ name: Literal) -> Bytes? {
        headers[String(cString: name.cString)].map { Bytes(cString: $0.start) }
    }

    var curlCode: Int32 { result == .response ? 0 : 56 }
    var failureText: Bytes { ("the transport failed" as Literal).bytes }
    var proxyName: Bytes { ("https_proxy" as Literal).bytes }
    var authoritiesName: Bytes { ("ca_file" as Literal).bytes }

    mutating func markTruncated() -> Bool {
        guard endsWithConnection else { return false }
        result = .failed(.truncated)
        return true
    }
}

/// A request as an operation made it.
struct SentRequest: Equatable {
    let atMs: Int64
    let method: String
    let origin: String
    let url: String
    let headers: [String]
    let body: String
    let connectsAfresh: Bool
    let silenceMs: Int64
    let headBytes: Int

    /// The URL without its origin.
    var path: String { String(url.dropFirst(origin.count)) }

    /// The value of a header; `nil` if the request does not have it.
    func header(_ name: String) -> String? {
        headers.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }
}

/// An operation that the transport can drive.
protocol Driven: ~Copyable {
    mutating func next(_ now: Now, _ record: UnsafeMutablePointer<codelab_error>) -> Step
    mutating func receive(
        _ transfer: UnsafeMutablePointer<FakeTransfer>, _ now: Now, _ record: UnsafeMutablePointer<codelab_error>)
    mutating func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>)
}

extension ServiceCall: Driven {}
extension Watch: Driven {}
extension Pager: Driven {}

/// Answers the requests of operations from a script, with a clock that moves only when an operation waits.
final class FakeTransport {
    var nowMs: Int64 = 1_000_000
    /// 2021-12-07T01:50:05Z
    var wallMs: Int64 = 1_638_841_805_000
    private(set) var sent: [SentRequest] = []
    let record: UnsafeMutablePointer<codelab_error>

    /// Where an operation is when it is not driven further.
    enum Stop: Equatable {
        case finished
        /// It waits for another operation until then.
        case blocked(untilMs: Int64)
        /// Its deadline passed while it waited.
        case deadline
    }

    init() {
        record = .allocate(capacity: 1)
        record.initialize(to: codelab_error())
    }

    deinit { record.deallocate() }

    var now: Now { Now(ms: nowMs, wallMs: wallMs) }

    func pass(_ ms: Int64) {
        nowMs += ms
        wallMs += ms
    }

    // MARK: - One step

    /// What an operation does next.
    enum Action: Equatable {
        case send(SentRequest)
        case wait(untilMs: Int64)
        /// It waits for another operation.
        case blocked(untilMs: Int64)
        case finished
    }

    func next<Operation: Driven & ~Copyable>(_ operation: Held<Operation>) -> Action {
        switch operation.pointer.pointee.next(now, record) {
        case .finished: .finished
        case .wait(let untilMs): .wait(untilMs: untilMs)
        case .waitFor(_, let untilMs): .blocked(untilMs: untilMs)
        case .send(let destination, let request): .send(describe(destination, request))
        }
    }

    /// The request that an operation sends next.
    func send<Operation: Driven & ~Copyable>(_ operation: Held<Operation>) throws -> SentRequest {
        let action = next(operation)
        guard case .send(let request) = action else { throw Unexpected(action: action) }
        sent.append(request)
        return request
    }

    /// Ends a request that was sent.
    func answer<Operation: Driven & ~Copyable>(
        _ operation: Held<Operation>, _ request: SentRequest, _ reply: Reply
    ) {
        var transfer = FakeTransfer(reply, headBytes: request.headBytes, startedMs: request.atMs)
        pass(reply.durationMs)
        withUnsafeMutablePointer(to: &transfer) { operation.pointer.pointee.receive($0, now, record) }
    }

    /// Ends an operation.
    ///
    /// - Parameter request: the one in flight, if there is one.
    func interrupt<Operation: Driven & ~Copyable>(
        _ operation: Held<Operation>, _ interruption: Interruption, _ request: SentRequest? = nil,
        timesSent: Int = 1
    ) {
        let transfer = request.map { InterruptedTransfer(startedMs: $0.atMs, timesSent: timesSent) }
        operation.pointer.pointee.interrupt(interruption, transfer, now, record)
    }

    struct Unexpected: Error {
        let action: Action
    }

    private func describe(_ destination: Destination, _ request: Request) -> SentRequest {
        var headers: [String] = []
        request.headers?.forEach { headers.append(string($0)) }
        return SentRequest(
            atMs: nowMs, method: String(cString: request.method.name.cString), origin: string(destination.origin),
            url: String(cString: request.url), headers: headers, body: string(request.body),
            connectsAfresh: request.connectsAfresh, silenceMs: request.silenceMs, headBytes: request.headBytes)
    }

    // MARK: - All steps

    /// Drives an operation until it has finished, or waits for another one.
    ///
    /// - Parameter reply: called for each request; at most 1,000 times.
    func drive<Operation: Driven & ~Copyable>(
        _ operation: Held<Operation>, deadlineMs: Int64 = .max, _ reply: (SentRequest) throws -> Reply
    ) throws -> Stop {
        for _ in 0..<1000 {
            switch next(operation) {
            case .finished: return .finished
            case .blocked(let untilMs): return .blocked(untilMs: untilMs)
            case .wait(let untilMs):
                guard untilMs < deadlineMs else {
                    pass(max(deadlineMs - nowMs, 0))
                    interrupt(operation, .deadline)
                    return .deadline
                }
                pass(max(untilMs - nowMs, 0))
            case .send(let request):
                // The loop asks again if the request must wait for a connection.
                let again = try send(operation)
                guard again == request else { throw Unexpected(action: .send(again)) }
                answer(operation, request, try reply(request))
            }
        }
        throw NeverEnds()
    }

    /// Drives an operation with a reply for each of its requests.
    func drive<Operation: Driven & ~Copyable>(
        _ operation: Held<Operation>, deadlineMs: Int64 = .max, _ replies: [Reply]
    ) throws -> Stop {
        var rest = replies[...]
        let stop = try drive(operation, deadlineMs: deadlineMs) { request in
            guard let reply = rest.popFirst() else { throw Unexpected(action: .send(request)) }
            return reply
        }
        guard rest.isEmpty else { throw TooFewRequests(left: rest.count) }
        return stop
    }

    struct NeverEnds: Error {}

    struct TooFewRequests: Error {
        let left: Int
    }

    /// Methods and paths of the requests, below the project where they have one.
    var paths: [String] {
        sent.map { "\($0.method) \($0.path.replacing("/v1/project-1", with: ""))" }
    }

    /// The pauses before each request but the first, from the end of the one before, if each took `durationMs`.
    func pauses(durationMs: Int64 = 10) -> [Int64] {
        zip(sent, sent.dropFirst()).map { $1.atMs - $0.atMs - durationMs }
    }

    // MARK: - The record

    var status: String { String(cString: statusName(record.pointee.code).cString) }
    var message: String { text(\.message) }
    var serviceCode: String { text(\.service_code) }
    var attempts: Int32 { record.pointee.attempts }
    var isRetryable: Bool { record.pointee.retryable == 1 }

    private func text<Text>(_ member: WritableKeyPath<codelab_error, Text>) -> String {
        withUnsafeBytes(of: &record.pointee[keyPath: member]) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

func string(_ bytes: Bytes) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes.start, count: bytes.count), as: UTF8.self)
}

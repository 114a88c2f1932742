import Foundation

@testable import SimulatorCore

/// A simulator on a free port of loopback, for as long as `body` runs.
func withServer<Result: Sendable>(
    _ bench: Bench, _ body: @Sendable (_ port: UInt16) async throws -> Result
) async throws -> Result {
    let server = try SimulatorServer(
        simulator: bench.simulator, host: .ip4("127.0.0.1"), port: 0, console: Console(isQuiet: true))
    let (endpoints, continuation) = AsyncStream<String>.makeStream()
    let serving = Task {
        defer { continuation.finish() }
        try await server.run { continuation.yield($0) }
    }
    defer { serving.cancel() }
    for await endpoint in endpoints {
        guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else { throw WrongShape() }
        return try await body(port)
    }
    // The server ended before it listened: this throws the reason.
    try await serving.value
    throw WrongShape()
}

/// A plain socket, which sees each piece as it comes. Every wait is bounded.
final class LoopbackClient: Sendable {
    private let descriptor: Int32

    /// What a wait for bytes ended with.
    enum Outcome: Equatable {
        case bytes([UInt8])
        case closed
        case nothingInTime
    }

    private static let patienceSeconds = 20

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw WrongShape() }
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw WrongShape() }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads once, on a new thread: the server needs the few threads that run tasks.
    func receive() async -> Outcome {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.blockingReceive()) }
        }
    }

    /// Reads until the connection closes, or for as long as `isWanted` says so of what has come.
    func receive(while isWanted: ([UInt8]) -> Bool) async -> (bytes: [UInt8], outcome: Outcome) {
        var all: [UInt8] = []
        while isWanted(all) {
            let outcome = await receive()
            guard case .bytes(let bytes) = outcome else { return (all, outcome) }
            all += bytes
        }
        return (all, .bytes([]))
    }

    private func blockingReceive() -> Outcome {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { return .bytes(Array(buffer.prefix(count))) }
        return count < 0 && errno == EAGAIN ? .nothingInTime : .closed
    }
}

/// A parsed response.
struct RawResponse {
    let head: String
    let body: String

    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.firstRange(of: "\r\n\r\n") else { return nil }
        head = String(text[..<gap.lowerBound])
        body = String(text[gap.upperBound...])
    }

    var contentLength: Int? {
        let line = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
        return line.flatMap { Int($0.dropFirst("Content-Length: ".count)) }
    }

    /// Whether the body is as long as was announced.
    var isWhole: Bool { contentLength == body.utf8.count }
}

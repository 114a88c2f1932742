import FlyingFox
import FlyingSocks
import Foundation

/// A socket pool that has each answer leave in one piece.
///
/// The server writes the head of an answer and its body apart. On their own they would go as two segments, of which
/// the second may wait 40 ms for the first one's acknowledgement, and clients would need one or two reads for an
/// answer as it happens. So sockets are corked, and the cork comes out for a moment when a connection waits for its
/// next request: all that it had to say has then been written. The kernel's ceiling of 200 ms on a cork keeps slow
/// answers moving.
struct CoalescingPool<Base: AsyncSocketPool>: AsyncSocketPool {
    let base: Base

    func prepare() async throws {
        try await base.prepare()
    }

    func run() async throws {
        try await base.run()
    }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        // The listening socket comes here first; those that it accepts inherit its cork.
        if events.contains(.read) {
            setCork(socket, to: 0)
            setCork(socket, to: 1)
        }
        try await base.suspendSocket(socket, untilReadyFor: events)
    }

    /// Failing makes answers slower and nothing else, so it is not told.
    private func setCork(_ socket: Socket, to value: Int32) {
        var value = value
        _ = setsockopt(
            socket.file.rawValue, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

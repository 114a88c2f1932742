import FlyingFox
import FlyingSocks
import Foundation

/// A socket pool that sends each response in one piece.
///
/// The server writes head and body of a response separately. They would go out as two segments, of which the second may
/// wait 40 ms for the acknowledgement of the first, and clients would need one or two reads at random. So sockets are
/// corked. The cork is removed for a moment when a connection waits for its next request, because the whole response
/// has been written by then. The kernel's limit of 200 ms for a cork lets slow responses continue.
struct CoalescingPool<Base: AsyncSocketPool>: AsyncSocketPool {
    let base: Base

    func prepare() async throws {
        try await base.prepare()
    }

    func run() async throws {
        try await base.run()
    }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        // The listening socket comes here first; accepted sockets inherit its cork.
        if events.contains(.read) {
            setCork(socket, to: 0)
            setCork(socket, to: 1)
        }
        try await base.suspendSocket(socket, untilReadyFor: events)
    }

    /// A failure only makes responses slower, so it is not reported.
    private func setCork(_ socket: Socket, to value: Int32) {
        var value = value
        _ = setsockopt(
            socket.file.rawValue, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

import CPlatform
import Platform

/// The open connections of a multi handle: whether each is idle or multiplexed, and how often data arrived on it.
///
/// libcurl does not report the end of a connection that was never established: its entry remains until the descriptor's
/// number is used again. Entries are only read, so that is harmless even if the host uses that number by then.
public struct IdleConnections: ~Copyable {
    private struct Entry {
        var socket: Int32
        /// The local port; 0 until the connection's first request.
        var port: Int32 = 0
        /// The number of times that data arrived on it.
        var inputs: UInt32 = 0
        var isBusy = true
        var isMultiplexed = false
        /// True if writing a request to it failed.
        var isBroken = false
    }

    /// The state of a connection when libcurl has chosen it for a request.
    struct Choice {
        /// The connection has carried a request before.
        var isKept = false
        var isStale = false
        var inputs: UInt32 = 0
    }

    private var entries: UnsafeMutablePointer<Entry>?
    private var count = 0
    private var capacity = 0

    deinit { free(entries) }

    /// Adds a socket. Without memory the connection remains unknown, and only libcurl checks whether it is alive.
    mutating func insert(_ socket: Int32) {
        if let entry = entry(of: socket) {
            entry.pointee = Entry(socket: socket)
            return
        }
        if count == capacity {
            // Descriptors are bounded by the process's limit: no overflow.
            let wanted = capacity &* 2 &+ 8
            guard let memory = realloc(entries, wanted &* MemoryLayout<Entry>.stride) else { return }
            entries = memory.assumingMemoryBound(to: Entry.self)
            capacity = wanted
        }
        guard let entries else { return }
        (entries + count).initialize(to: Entry(socket: socket))
        count &+= 1
    }

    mutating func remove(_ socket: Int32) {
        guard let entries, let entry = entry(of: socket) else { return }
        count &-= 1
        // Found in the list, so it was not empty.
        entry.pointee = (entries + count).pointee
    }

    mutating func mark(_ socket: Int32, isBusy: Bool) { entry(of: socket)?.pointee.isBusy = isBusy }

    mutating func noteInput(_ socket: Int32) {
        guard let entry = entry(of: socket) else { return }
        entry.pointee.inputs &+= 1
    }

    mutating func markBroken(port: Int32) { entry(withPort: port)?.pointee.isBroken = true }

    mutating func markMultiplexed(port: Int32) { entry(withPort: port)?.pointee.isMultiplexed = true }

    func inputs(port: Int32) -> UInt32 { entry(withPort: port)?.pointee.inputs ?? 0 }

    /// Returns the state of the connection with that local port, before a request is sent on it.
    ///
    /// - Parameter easy: the handle of the request, during its callback.
    mutating func choose(port: Int32, _ easy: UnsafeMutableRawPointer) -> Choice {
        guard let entry = entry(withPort: port) else {
            learn(port: port)
            return Choice(inputs: inputs(port: port))
        }
        let connection = entry.pointee
        // While a connection carries other requests, libcurl reads its input.
        let isStale =
            !connection.isBusy
            && (connection.isBroken || cplatform_is_stale(easy, connection.socket, connection.isMultiplexed))
        return Choice(isKept: true, isStale: isStale, inputs: connection.inputs)
    }

    /// Finds the new connection that has this port, and stores the port. Other new connections may still be connecting.
    @inline(never)
    private func learn(port: Int32) {
        var index = 0
        while let entries, index < count {
            let entry = entries + index
            if entry.pointee.port == 0, cplatform_socket_port(entry.pointee.socket) == port {
                entry.pointee.port = port
                return
            }
            index &+= 1
        }
    }

    private func entry(of socket: Int32) -> UnsafeMutablePointer<Entry>? {
        var index = 0
        while let entries, index < count {
            if (entries + index).pointee.socket == socket { return entries + index }
            index &+= 1
        }
        return nil
    }

    private func entry(withPort port: Int32) -> UnsafeMutablePointer<Entry>? {
        var index = 0
        while let entries, index < count {
            if (entries + index).pointee.port == port { return entries + index }
            index &+= 1
        }
        return nil
    }
}

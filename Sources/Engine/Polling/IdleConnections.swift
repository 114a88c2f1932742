import CPlatform
import Platform

/// The connections that a multi handle has open: which are idle, which carry many requests, which have just been heard.
///
/// libcurl closes a connection that never came about without a word: its entry stays until the descriptor's number is
/// used again. Entries are only looked at, so that does no harm even if the number is the host's by then.
public struct IdleConnections: ~Copyable {
    private struct Entry {
        var socket: Int32
        /// The local port; 0 until the connection's first request.
        var port: Int32 = 0
        /// How often something was read from it.
        var inputs: UInt32 = 0
        var isBusy = true
        var isMultiplexed = false
        /// A request could not be written to it.
        var isBroken = false
    }

    /// What a request finds when its connection has been chosen.
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

    /// Adds a socket. Without memory for it the connection stays unknown: libcurl's own checks have to do.
    mutating func insert(_ socket: Int32) {
        if let place = place(of: socket) {
            place.pointee = Entry(socket: socket)
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
        guard let entries, let place = place(of: socket) else { return }
        count &-= 1
        // Found in the list, so it was not empty.
        place.pointee = (entries + count).pointee
    }

    mutating func mark(_ socket: Int32, isBusy: Bool) { place(of: socket)?.pointee.isBusy = isBusy }

    mutating func noteInput(_ socket: Int32) {
        guard let place = place(of: socket) else { return }
        place.pointee.inputs &+= 1
    }

    mutating func markBroken(port: Int32) { place(withPort: port)?.pointee.isBroken = true }

    mutating func markMultiplexed(port: Int32) { place(withPort: port)?.pointee.isMultiplexed = true }

    func inputs(port: Int32) -> UInt32 { place(withPort: port)?.pointee.inputs ?? 0 }

    /// A request is about to be sent on the connection with that local port.
    ///
    /// - Parameter easy: the request's, in its callback.
    mutating func choose(port: Int32, _ easy: UnsafeMutableRawPointer) -> Choice {
        guard let place = place(withPort: port) else {
            learn(port: port)
            return Choice(inputs: inputs(port: port))
        }
        let entry = place.pointee
        // While it carries other requests, libcurl reads what comes.
        let isStale =
            !entry.isBusy && (entry.isBroken || cplatform_is_stale(easy, entry.socket, entry.isMultiplexed))
        return Choice(isKept: true, isStale: isStale, inputs: entry.inputs)
    }

    /// Finds the new connection that has this port. Others may still be connecting.
    @inline(never)
    private func learn(port: Int32) {
        var index = 0
        while let entries, index < count {
            let place = entries + index
            if place.pointee.port == 0, cplatform_socket_port(place.pointee.socket) == port {
                place.pointee.port = port
                return
            }
            index &+= 1
        }
    }

    private func place(of socket: Int32) -> UnsafeMutablePointer<Entry>? {
        var index = 0
        while let entries, index < count {
            if (entries + index).pointee.socket == socket { return entries + index }
            index &+= 1
        }
        return nil
    }

    private func place(withPort port: Int32) -> UnsafeMutablePointer<Entry>? {
        var index = 0
        while let entries, index < count {
            if (entries + index).pointee.port == port { return entries + index }
            index &+= 1
        }
        return nil
    }
}

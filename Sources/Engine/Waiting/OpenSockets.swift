import CPlatform
import Platform

/// The connections that a multi handle has open, and which of them are idle. Those beyond its room are not known: for
/// them, libcurl's own idea of a connection's health is all there is.
///
/// A connection that never came about libcurl 7.88 closes without saying so: its entry stays, while its descriptor may
/// have become another's, even the host's. So each has its ``cplatform_socket_identity(_:)``.
public struct OpenSockets: ~Copyable {
    private struct Entry {
        var known: cplatform_idle_socket
        var isBusy = true
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let idle: UnsafeMutablePointer<cplatform_idle_socket>
    private var count = 0

    private static var capacity: Int { CPLATFORM_SOCKETS_CAPACITY }

    init() throws(OutOfMemory) {
        guard let entries = malloc(Self.capacity &* MemoryLayout<Entry>.stride) else { throw OutOfMemory() }
        guard let idle = malloc(Self.capacity &* MemoryLayout<cplatform_idle_socket>.stride) else {
            free(entries)
            throw OutOfMemory()
        }
        self.entries = entries.assumingMemoryBound(to: Entry.self)
        self.idle = idle.assumingMemoryBound(to: cplatform_idle_socket.self)
    }

    deinit {
        free(entries)
        free(idle)
    }

    mutating func insert(_ socket: Int32) {
        let known = cplatform_idle_socket(socket: socket, identity: cplatform_socket_identity(socket))
        if let place = place(of: socket) {
            place.pointee = Entry(known: known)
            return
        }
        if count == Self.capacity { dropGone() }
        guard count < Self.capacity else { return }
        (entries + count).initialize(to: Entry(known: known))
        count &+= 1
    }

    /// Forgets the connections that are no more.
    private mutating func dropGone() {
        var kept = 0
        var index = 0
        // What is kept is never more than what was looked at.
        while index < count {
            let entry = (entries + index).pointee
            index &+= 1
            guard cplatform_socket_identity(entry.known.socket) == entry.known.identity else { continue }
            (entries + kept).initialize(to: entry)
            kept &+= 1
        }
        count = kept
    }

    mutating func remove(_ socket: Int32) {
        guard let place = place(of: socket) else { return }
        count &-= 1
        // Found in the list, so it was not empty.
        place.pointee = (entries + count).pointee
    }

    mutating func mark(_ socket: Int32, isBusy: Bool) { place(of: socket)?.pointee.isBusy = isBusy }

    private func place(of socket: Int32) -> UnsafeMutablePointer<Entry>? {
        var index = 0
        while index < count {
            if (entries + index).pointee.known.socket == socket { return entries + index }
            index &+= 1
        }
        return nil
    }

    /// Makes libcurl see which idle connections the server has closed.
    func hearOut() {
        var idleCount = 0
        var index = 0
        // Both have the same room.
        while index < count {
            let entry = (entries + index).pointee
            if !entry.isBusy {
                (idle + idleCount).initialize(to: entry.known)
                idleCount &+= 1
            }
            index &+= 1
        }
        cplatform_hear_out(idle, Int32(truncatingIfNeeded: idleCount))
    }
}

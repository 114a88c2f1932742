import CPlatform
import Platform

/// The connections that a multi handle has open, and which of them are idle. Those beyond its room are not known: for
/// them, libcurl's own idea of a connection's health is all there is.
public struct OpenSockets: ~Copyable {
    private struct Entry {
        var socket: Int32
        var isBusy: Bool
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let idle: UnsafeMutablePointer<Int32>
    private var count = 0

    private static var capacity: Int { CPLATFORM_SOCKETS_CAPACITY }

    init() throws(OutOfMemory) {
        guard let entries = malloc(Self.capacity &* MemoryLayout<Entry>.stride) else { throw OutOfMemory() }
        guard let idle = malloc(Self.capacity &* MemoryLayout<Int32>.stride) else {
            free(entries)
            throw OutOfMemory()
        }
        self.entries = entries.assumingMemoryBound(to: Entry.self)
        self.idle = idle.assumingMemoryBound(to: Int32.self)
    }

    deinit {
        free(entries)
        free(idle)
    }

    mutating func insert(_ socket: Int32) {
        guard count < Self.capacity else { return }
        (entries + count).initialize(to: Entry(socket: socket, isBusy: true))
        count &+= 1
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
            if (entries + index).pointee.socket == socket { return entries + index }
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
                (idle + idleCount).initialize(to: entry.socket)
                idleCount &+= 1
            }
            index &+= 1
        }
        cplatform_hear_out(idle, Int32(truncatingIfNeeded: idleCount))
    }
}

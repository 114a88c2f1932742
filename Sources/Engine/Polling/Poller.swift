import CPlatform
import Platform

/// The descriptors that a loop waits for.
///
/// If only the loop's thread waits, the poller uses poll(): one system call for all descriptors, and none to change the
/// events. If others wait too, it uses epoll, and they wait for the epoll descriptor.
public struct Poller: ~Copyable {
    /// The epoll descriptor; -1 if the poller uses poll().
    let epoll: Int32
    private var entries: UnsafeMutablePointer<pollfd>?
    private var count: Int32 = 0
    private var capacity: Int32 = 0
    private let found: UnsafeMutablePointer<cplatform_ready>

    init(hasDescriptor: Bool) throws(ResourceExhausted) {
        let size = MemoryLayout<cplatform_ready>.stride &* CPLATFORM_READY_CAPACITY
        guard let memory = malloc(size) else { throw ResourceExhausted() }
        let epoll = hasDescriptor ? cplatform_epoll_open() : -1
        if hasDescriptor, epoll < 0 {
            free(memory)
            throw ResourceExhausted()
        }
        found = memory.assumingMemoryBound(to: cplatform_ready.self)
        self.epoll = epoll
    }

    deinit {
        cplatform_close(epoll)
        free(entries)
        free(found)
    }

    /// Sets the events to wait for on the descriptor. Returns false if memory is short.
    mutating func set(_ descriptor: Int32, _ events: Int32) -> Bool {
        if epoll >= 0 { return cplatform_epoll_set(epoll, descriptor, events) }
        if let entry = entry(of: descriptor) {
            entry.pointee = cplatform_poll_entry(descriptor, events)
            return true
        }
        guard let end = makeRoom() else { return false }
        end.initialize(to: cplatform_poll_entry(descriptor, events))
        count &+= 1
        return true
    }

    mutating func remove(_ descriptor: Int32) {
        if epoll >= 0 { return cplatform_epoll_remove(epoll, descriptor) }
        guard let entries, let entry = entry(of: descriptor) else { return }
        count &-= 1
        // entry(of:) found an entry, so `count` was at least one.
        entry.pointee = (entries + Int(count)).pointee
    }

    private func entry(of descriptor: Int32) -> UnsafeMutablePointer<pollfd>? {
        guard let entries else { return nil }
        var index = 0
        while index < Int(count) {
            if (entries + index).pointee.fd == descriptor { return entries + index }
            index &+= 1
        }
        return nil
    }

    private mutating func makeRoom() -> UnsafeMutablePointer<pollfd>? {
        if count == capacity {
            // Descriptors are bounded by the process's limit: no overflow.
            let wanted = capacity == 0 ? 8 : capacity &* 2
            guard let memory = realloc(entries, Int(wanted) &* MemoryLayout<pollfd>.stride) else { return nil }
            entries = memory.assumingMemoryBound(to: pollfd.self)
            capacity = wanted
        }
        guard let entries else { return nil }
        return entries + Int(count)
    }

    /// Waits at most `timeoutMs` until a descriptor is ready. Returns the number of events that ``ready(_:)`` returns,
    /// or -1 if the host closed the epoll descriptor.
    mutating func wait(timeoutMs: Int32) -> Int32 {
        if epoll >= 0 { return cplatform_epoll_wait(epoll, found, timeoutMs) }
        return cplatform_poll_wait(entries, count, found, timeoutMs)
    }

    /// Returns an event of the last wait.
    ///
    /// - Parameter index: less than the result of ``wait(timeoutMs:)``.
    func ready(_ index: Int32) -> cplatform_ready { (found + Int(index)).pointee }
}

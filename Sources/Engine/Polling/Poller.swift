import CPlatform
import Platform

/// The descriptors that a loop waits for.
///
/// A loop that only its own thread waits for asks poll(), which costs one system call for all of them and none to
/// change what is asked; one that others wait for, too, has an epoll, whose descriptor they are given.
public struct Poller: ~Copyable {
    /// -1: poll().
    let epoll: Int32
    private var entries: UnsafeMutablePointer<pollfd>?
    private var count: Int32 = 0
    private var capacity: Int32 = 0
    private let told: UnsafeMutablePointer<cplatform_ready>

    init(hasDescriptor: Bool) throws(ResourceExhausted) {
        let size = MemoryLayout<cplatform_ready>.stride &* CPLATFORM_READY_CAPACITY
        guard let memory = malloc(size) else { throw ResourceExhausted() }
        let epoll = hasDescriptor ? cplatform_epoll_open() : -1
        if hasDescriptor, epoll < 0 {
            free(memory)
            throw ResourceExhausted()
        }
        told = memory.assumingMemoryBound(to: cplatform_ready.self)
        self.epoll = epoll
    }

    deinit {
        cplatform_close(epoll)
        free(entries)
        free(told)
    }

    /// Asks for `events` of the descriptor, and for no others; whether there was room for that.
    mutating func set(_ descriptor: Int32, _ events: Int32) -> Bool {
        if epoll >= 0 { return cplatform_epoll_set(epoll, descriptor, events) }
        if let place = place(of: descriptor) {
            place.pointee = cplatform_poll_entry(descriptor, events)
            return true
        }
        guard let end = makeRoom() else { return false }
        end.initialize(to: cplatform_poll_entry(descriptor, events))
        count &+= 1
        return true
    }

    mutating func remove(_ descriptor: Int32) {
        if epoll >= 0 { return cplatform_epoll_remove(epoll, descriptor) }
        guard let entries, let place = place(of: descriptor) else { return }
        count &-= 1
        // place(of:) found one, so there was one at least.
        place.pointee = (entries + Int(count)).pointee
    }

    private func place(of descriptor: Int32) -> UnsafeMutablePointer<pollfd>? {
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

    /// Waits until something is ready, at most `timeoutMs`; how much ``ready(_:)`` has to tell. -1: the host has closed the
    /// epoll.
    mutating func wait(timeoutMs: Int32) -> Int32 {
        if epoll >= 0 { return cplatform_epoll_wait(epoll, told, timeoutMs) }
        return cplatform_poll_wait(entries, count, told, timeoutMs)
    }

    /// - Parameter index: below what ``wait(timeoutMs:)`` has returned, which is what was filled.
    func ready(_ index: Int32) -> cplatform_ready { (told + Int(index)).pointee }
}

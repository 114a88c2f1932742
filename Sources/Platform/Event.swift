import CPlatform

/// The process that made an object.
///
/// In a copy of that process, by fork() or otherwise, only memory may be freed: a lock may be held by a thread that was
/// not copied, an event is shared with the parent, and the number of a descriptor may have become another file's.
package struct OwnerProcess {
    private let generation = cplatform_process_generation()

    package init() {}

    package var isCurrent: Bool { cplatform_process_is(generation) }
}

/// A descriptor that is readable from ``raise()`` on. It is raised and closed only in the process that made it.
public struct Event: ~Copyable {
    package let descriptor: Int32
    private let owner = OwnerProcess()

    package init() throws(ResourceExhausted) {
        descriptor = cplatform_event_open()
        if descriptor < 0 { throw ResourceExhausted() }
    }

    deinit {
        if belongsToThisProcess { cplatform_close(descriptor) }
    }

    package var belongsToThisProcess: Bool { owner.isCurrent }

    /// Takes no lock and no memory, so a signal handler may call it.
    package func raise() {
        if belongsToThisProcess { cplatform_event_raise(descriptor) }
    }

    package func lower() { cplatform_event_lower(descriptor) }
}

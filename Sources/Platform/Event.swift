import CPlatform

/// The process that made an object.
///
/// In a forked copy of that process, only memory may be freed: a thread that was not copied may hold a lock, events are
/// shared with the parent, and a descriptor's number may refer to another file.
package struct OwnerProcess {
    private let generation = cplatform_process_generation()

    package init() {}

    package var isCurrent: Bool { cplatform_process_is(generation) }
}

/// A descriptor that becomes readable when ``raise()`` is called. It is raised and closed only in the process that made
/// it.
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

    /// Makes the descriptor readable. Takes no lock and allocates nothing, so a signal handler may call it.
    package func raise() {
        if belongsToThisProcess { cplatform_event_raise(descriptor) }
    }

    package func lower() { cplatform_event_lower(descriptor) }
}

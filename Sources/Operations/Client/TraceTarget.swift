import CCodelab
import CPlatform
import Platform
import Service

/// Where a client's trace goes: the caller's descriptor, or what the variable CODELAB_TRACE says.
struct TraceTarget {
    private let descriptor: Int32
    private let isOwned: Bool

    init<Environment: EnvironmentSource>(
        _ options: codelab_client_options, _ environment: Environment, _ report: Report
    ) throws(Failure) {
        guard options.trace_fd >= -1 else {
            throw Check.refuse("trace_fd", "must be a descriptor, 0 or CODELAB_NO_TRACE", report)
        }
        guard options.trace_fd == 0 else {
            (descriptor, isOwned) = (options.trace_fd, false)
            return
        }
        let isAsked = options.flags & UInt32(CODELAB_CLIENT_NO_ENVIRONMENT) == 0
        guard isAsked, let variable = environment.value("CODELAB_TRACE"), !(variable == "0") else {
            (descriptor, isOwned) = (-1, false)
            return
        }
        if variable == "1" {
            (descriptor, isOwned) = (2, false)
            return
        }
        let path = UnsafeRawPointer(variable.start).assumingMemoryBound(to: CChar.self)
        (descriptor, isOwned) = (cplatform_append_open(path), true)
        if descriptor < 0 { throw Check.refuse("CODELAB_TRACE", "names a file that cannot be written", report) }
    }

    /// What owns the descriptor from here on.
    func open() -> Trace { Trace(descriptor: descriptor, isOwned: isOwned) }
}

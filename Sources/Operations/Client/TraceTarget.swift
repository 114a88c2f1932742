import CCodelab
import CPlatform
import Platform
import Service

/// Where a client's trace goes: the caller's descriptor, or what the variable CODELAB_TRACE says.
struct TraceTarget {
    private let sink: cplatform_sink

    init<Environment: EnvironmentSource>(
        _ options: codelab_client_options, _ environment: Environment, _ report: Report
    ) throws(Failure) {
        guard options.trace_fd >= -1 else {
            throw Check.refuse("trace_fd", "must be a descriptor, 0 or CODELAB_NO_TRACE", report)
        }
        let isAsked = options.trace_fd == 0 && options.flags & UInt32(CODELAB_CLIENT_NO_ENVIRONMENT) == 0
        guard isAsked, let variable = environment.value("CODELAB_TRACE"), !(variable == "0") else {
            // No descriptor has the number -1.
            sink = cplatform_sink_borrow(options.trace_fd == 0 ? -1 : options.trace_fd)
            return
        }
        if variable == "1" {
            sink = cplatform_sink_borrow(2)
            return
        }
        sink = cplatform_sink_open(UnsafeRawPointer(variable.start).assumingMemoryBound(to: CChar.self))
        if sink.descriptor < 0 {
            if Shortage.lacksDescriptors(1) { throw report.outOfMemory() }
            throw Check.refuse(
                "CODELAB_TRACE", "must be 1, or a file that can be appended to and is not a symbolic link", report)
        }
    }

    /// What owns the descriptor from here on.
    func open() -> Trace { Trace(sink) }
}

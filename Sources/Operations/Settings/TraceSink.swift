import CCodelab
import Platform
import Service

/// Opens the sink of a client's trace: the caller's descriptor, or the file named by the variable CODELAB_TRACE.
func traceSink<Environment: EnvironmentSource>(
    _ options: codelab_client_options, _ environment: Environment, _ report: Report
) throws(Failure) -> LineSink {
    guard options.trace_fd >= -1 else {
        throw Check.refuse("trace_fd", "must be a descriptor, 0 or CODELAB_NO_TRACE", report)
    }
    let mayAsk = options.trace_fd == 0 && options.flags & UInt32(CODELAB_CLIENT_NO_ENVIRONMENT) == 0
    guard mayAsk, let variable = environment.value("CODELAB_TRACE"), !(variable == "0") else {
        // -1 is not a valid descriptor.
        return LineSink(borrowing: options.trace_fd == 0 ? -1 : options.trace_fd)
    }
    if variable == "1" { return LineSink(borrowing: 2) }
    let sink = LineSink(path: UnsafeRawPointer(variable.start).assumingMemoryBound(to: CChar.self))
    guard sink.isOpen else {
        if Shortage.lacksDescriptors(1) { throw report.outOfMemory() }
        throw Check.refuse(
            "CODELAB_TRACE", "must be 0, 1, or a file that can be appended to and is not a symbolic link", report)
    }
    return sink
}

import CCodelab
import Platform
import Service

/// Opens what the trace of a client is written to: the caller's descriptor, or what the variable CODELAB_TRACE names.
func traceSink<Environment: EnvironmentSource>(
    _ options: codelab_client_options, _ environment: Environment, _ report: Report
) throws(Failure) -> LineSink {
    guard options.trace_fd >= -1 else {
        throw Check.refuse("trace_fd", "must be a descriptor, 0 or CODELAB_NO_TRACE", report)
    }
    let mayAsk = options.trace_fd == 0 && options.flags & UInt32(CODELAB_CLIENT_NO_ENVIRONMENT) == 0
    guard mayAsk, let variable = environment.value("CODELAB_TRACE"), !(variable == "0") else {
        // No descriptor has the number -1.
        return LineSink(borrowing: options.trace_fd == 0 ? -1 : options.trace_fd)
    }
    if variable == "1" { return LineSink(borrowing: 2) }
    let sink = LineSink(path: UnsafeRawPointer(variable.start).assumingMemoryBound(to: CChar.self))
    guard sink.isOpen else {
        if Shortage.lacksDescriptors(1) { throw report.outOfMemory() }
        throw Check.refuse(
            "CODELAB_TRACE", "must be 1, or a file that can be appended to and is not a symbolic link", report)
    }
    return sink
}

package import Platform

/// The next action that an operation asks for.
package enum Step {
    /// Send the request. The step is asked for again if it must wait for a connection, or for the rate limit.
    case send(Destination, Request)
    /// Nothing before that time of ``Clock``.
    case wait(untilMs: Int64)
    /// Nothing before that event is raised, by another operation, or that time has come.
    case waitFor(event: Int32, untilMs: Int64)
    case finished
}

/// A state machine that decides which requests to send and when, and reads the responses. It does no input or output
/// itself, so one thread can wait for one operation or drive many.
///
/// Each step is given the time, and the record to write a failure to. The driver of the loop owns the record: it may be
/// the stack of one call, so an operation must not keep the pointer.
package protocol Operation: BitwiseCopyable {
    associatedtype Record

    /// The owner of the requests; owners take turns.
    var owner: UnsafeMutableRawPointer { get }

    /// Returns what to do next. It has no effect on the service, so it may be called any number of times before the
    /// request of a ``Step/send(_:_:)`` is sent.
    mutating func next(_ now: Now, _ record: UnsafeMutablePointer<Record>) -> Step

    /// Reads the result of the request, and may take the body. The loop calls ``next(_:_:)`` immediately afterwards, before
    /// it serves another operation.
    mutating func receive(
        _ transfer: UnsafeMutablePointer<Transfer>, _ now: Now, _ record: UnsafeMutablePointer<Record>)

    /// Ends the operation, with the transfer that was in flight, if there was one.
    mutating func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<Record>)

    /// Ends the operation because an allocation failed.
    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<Record>)
}

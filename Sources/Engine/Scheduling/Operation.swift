package import Platform

/// The next action that an operation asks for.
package enum Step {
    /// Send the request. The step is asked for again if it must wait for a connection, or for the rate limit.
    case send(Destination, Request)
    /// Ask again at that time of ``Clock``.
    case wait(untilMs: Int64)
    /// Ask again when another operation has raised the event, or at that time.
    case waitFor(event: Int32, untilMs: Int64)
    case finished
}

/// A state machine that decides which requests to send and when, and reads the responses. It does no input or output
/// itself, so one thread can wait for one operation or drive many.
///
/// Each step receives the time, and the record to write a failure to. The driver of the loop owns the record: it may be
/// on the stack of one call, so an operation must not keep the pointer.
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

    /// Ends the operation because it was cancelled or its deadline has passed.
    ///
    /// - Parameter transfer: the transfer that was in flight, if there was one.
    mutating func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<Record>)

    /// Ends the operation because an allocation failed.
    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<Record>)
}

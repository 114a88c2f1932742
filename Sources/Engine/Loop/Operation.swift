package import Platform

/// What an operation wants to happen next.
package enum Step {
    case attempt
    /// Nothing before that time of ``Clock``.
    case wait(untilMs: Int64)
    /// Nothing before that event is raised, by another operation, or that time has come.
    case waitFor(event: Int32, untilMs: Int64)
    case finished
}

/// A piece of work as a value: which requests to send, when, and what to make of the answers. It does no input or
/// output itself, so one thread can wait for one, or drive many.
///
/// Each step is given the record to write a failure to. The driver of the loop owns the record: it may be the stack of
/// one call, so an operation must not keep the pointer.
package protocol Operation: BitwiseCopyable {
    associatedtype Record

    /// Whose requests these are: owners take turns.
    var owner: UnsafeMutableRawPointer { get }

    mutating func next(nowMs: Int64, _ record: UnsafeMutablePointer<Record>) -> Step

    /// Where the attempt that ``next(nowMs:_:)`` asked for goes.
    var destination: Destination { get }

    /// The request of that attempt.
    mutating func request(nowMs: Int64) -> Request

    /// The attempt is over; `exchange` tells how it went, and its body may be taken. ``next(nowMs:_:)`` follows, and
    /// nothing of another operation comes between.
    mutating func receive(
        _ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64, _ record: UnsafeMutablePointer<Record>)

    /// The attempt, if there was one under way, and the operation end here. `timesSent` is how often the attempt's
    /// request had gone to a connection.
    mutating func interrupt(
        _ interruption: Interruption, timesSent: Int, _ record: UnsafeMutablePointer<Record>)

    /// There was no memory to go on with; the operation ends here.
    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<Record>)
}

/// Where requests go, and how connections are made to there.
package struct Destination {
    /// "https://host:port": the beginning of the URL.
    package let origin: Bytes
    package let settings: UnsafeMutablePointer<ConnectionSettings>

    package init(origin: Bytes, settings: UnsafeMutablePointer<ConnectionSettings>) {
        self.origin = origin
        self.settings = settings
    }
}

package import Platform

/// The next action that an operation asks for.
package enum Step {
    case attempt
    /// Nothing before that time of ``Clock``.
    case wait(untilMs: Int64)
    /// Nothing before that event is raised, by another operation, or that time has come.
    case waitFor(event: Int32, untilMs: Int64)
    case finished
}

/// A state machine that decides which requests to send and when, and reads the answers. It does no input or output
/// itself, so one thread can wait for one operation or drive many.
///
/// Each step is given the record to write a failure to. The driver of the loop owns the record: it may be the stack of
/// one call, so an operation must not keep the pointer.
package protocol Operation: BitwiseCopyable {
    associatedtype Record

    /// The owner of the requests; owners take turns.
    var owner: UnsafeMutableRawPointer { get }

    mutating func next(nowMs: Int64, _ record: UnsafeMutablePointer<Record>) -> Step

    /// The origin and settings for the attempt that ``next(nowMs:_:)`` asked for.
    var destination: Destination { get }

    /// Returns the request of that attempt.
    mutating func request(nowMs: Int64) -> Request

    /// Reads the result of the attempt from `exchange`, and may take the body. The loop calls ``next(nowMs:_:)``
    /// immediately afterwards, before it serves another operation.
    mutating func receive(
        _ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64, _ record: UnsafeMutablePointer<Record>)

    /// Ends the operation, and its attempt if it has one. `timesSent` is how often the attempt's request was given to a
    /// connection.
    mutating func interrupt(
        _ interruption: Interruption, timesSent: Int, _ record: UnsafeMutablePointer<Record>)

    /// Ends the operation because an allocation failed.
    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<Record>)
}

/// An origin, and the settings of connections to it.
package struct Destination {
    /// "https://host:port": the beginning of the URL.
    package let origin: Bytes
    package let settings: UnsafeMutablePointer<ConnectionSettings>

    package init(origin: Bytes, settings: UnsafeMutablePointer<ConnectionSettings>) {
        self.origin = origin
        self.settings = settings
    }
}

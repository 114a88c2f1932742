import Platform

/// What an operation wants to happen next.
package enum Step {
    case attempt
    /// Nothing before that time of ``Clock``.
    case wait(untilMs: Int64)
    /// Nothing before that event is raised, by another operation.
    case waitFor(event: Int32)
    case finished
}

/// A piece of work as a value: which requests to send, when, and what to make of the answers. It does no input or
/// output itself, so one thread can wait for one, or drive many.
package protocol Operation: ~Copyable {
    mutating func next(nowMs: Int64) -> Step

    /// The request of the attempt that ``next(nowMs:)`` asked for.
    mutating func request(nowMs: Int64) -> Request

    /// The attempt is over; `exchange` tells how it went, and its body may be taken.
    mutating func receive(_ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64)

    /// The attempt, if there was one under way, and the operation end here. `timesSent` is how often the attempt's
    /// request had gone to a connection.
    mutating func interrupt(_ interruption: Interruption, timesSent: Int)

    /// There was no memory to go on with.
    mutating func runOutOfMemory()
}

/// Carries `operation` to its end on this thread, with connections of `pool`.
package func run<Work: Operation & ~Copyable>(
    _ operation: inout Work, _ pool: borrowing LanePool, _ settings: borrowing ConnectionSettings, _ bounds: Bounds
) {
    while true {
        let nowMs = Clock.nowMs()
        let step = operation.next(nowMs: nowMs)
        if case .finished = step { return }
        if let interruption = bounds.interruption(nowMs: nowMs) {
            operation.interrupt(interruption, timesSent: 0)
            return
        }
        switch step {
        case .wait(let untilMs): bounds.wait(nowMs: nowMs, untilMs: untilMs)
        case .waitFor(let event): bounds.wait(nowMs: nowMs, untilMs: .max, or: event)
        default: if !attempt(&operation, pool, settings, bounds, nowMs: nowMs) { return }
        }
    }
}

/// One attempt on a lane of its own; whether the operation goes on.
private func attempt<Work: Operation & ~Copyable>(
    _ operation: inout Work, _ pool: borrowing LanePool, _ settings: borrowing ConnectionSettings, _ bounds: Bounds,
    nowMs: Int64
) -> Bool {
    do throws(OutOfMemory) {
        let request = operation.request(nowMs: nowMs)
        let lane = try pool.acquire(settings, mustBeAlive: !request.isIdempotent)
        defer { pool.release(lane) }
        let exchange = lane.pointee.exchange
        if let interruption = lane.pointee.perform(request, bounds) {
            operation.interrupt(interruption, timesSent: exchange.pointee.timesSent)
            return false
        }
        operation.receive(exchange, nowMs: Clock.nowMs())
        return true
    } catch {
        operation.runOutOfMemory()
        return false
    }
}

extension Bounds {
    /// Sleeps without a connection until `untilMs`, the deadline, the stop button, or another event.
    fileprivate func wait(nowMs: Int64, untilMs: Int64, or other: Int32 = -1) {
        waitForEvent(event, or: other, timeoutMs: waitMs(nowMs: nowMs, untilMs: untilMs))
    }
}

import CCodelab
import Engine
import Platform
import Service

/// The options of a queue, checked.
struct QueueSettings {
    let limits: Limits
    /// True if the queue waits even if nothing is in flight.
    let waitsWhenIdle: Bool

    /// Checks the options. Defaults: the number of connections that browsers open to a host, and half of the 200
    /// requests a second that the service accepts for each of its calls.
    init(_ source: UnsafePointer<codelab_queue_options>?, _ report: Report) throws(Failure) {
        var options = codelab_queue_options()
        try readCallerStruct(source, "options", into: &options, report)
        guard options.flags & ~CODELAB_QUEUE_STAY == 0 else {
            throw Check.refuse("flags", "has a bit that this version does not know", report)
        }
        try Check.reserved(options.reserved == 0, report)
        let connections = try Check.number(
            Int64(options.connections_per_host), "connections_per_host", from: 1, to: 256, default: 8, report)
        let burst = try Check.number(Int64(options.burst), "burst", from: 1, to: 1_000_000, default: 20, report)
        waitsWhenIdle = options.flags & CODELAB_QUEUE_STAY != 0
        guard options.requests_per_second != CODELAB_UNLIMITED else {
            limits = Limits(connections: Int32(truncatingIfNeeded: connections), rateLimiter: .unlimited)
            return
        }
        let perSecond = try Check.number(
            Int64(options.requests_per_second), "requests_per_second", from: 1, to: 1_000_000, default: 100, report)
        limits = Limits(
            connections: Int32(truncatingIfNeeded: connections),
            rateLimiter: RateLimiter(requestsPerSecond: perSecond, burst: burst))
    }
}

package import CCodelab
import Platform

/// The checked arguments of a watch that keeps an instance alive.
package struct KeepRequest: ~Copyable {
    /// The body of each renewal.
    package let body: RequestBody
    /// The length of a lease that is renewed now, if the service grants what is asked for.
    package let durationMs: Int64
    /// How long to keep the instance; `.max` for no limit.
    package let totalMs: Int64
    /// How long before its end a lease is renewed.
    package let aheadMs: Int64
    /// How often the instance is read between renewals.
    package let pollMs: Int64

    package init(_ source: UnsafePointer<codelab_keep_options>?, _ report: Report) throws(Failure) {
        var options = codelab_keep_options()
        try readCallerStruct(source, "options", into: &options, report)
        try Check.reserved(options.reserved == 0, report)
        let hour: Int64 = 3_600_000
        let lease = try LeaseRequest(durationMs: options.duration_ms, allowsEndless: false, report)
        let totalMs = try Check.number(options.total_ms, "total_ms", from: 1, to: .max, default: .max, report)
        let aheadMs = try Check.number(options.ahead_ms, "ahead_ms", from: 1, to: 24 * hour, default: 600_000, report)
        let pollMs = try Check.number(options.poll_ms, "poll_ms", from: 1, to: hour, default: 60_000, report)
        body = try .renew(lease, report)
        durationMs = lease.durationMs == 0 ? hour : lease.durationMs
        self.totalMs = totalMs
        self.aheadMs = aheadMs
        self.pollMs = pollMs
    }
}

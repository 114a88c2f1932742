/// Limits the rate of requests: a token bucket, stored as the time at which it will be full again. (The generic cell
/// rate algorithm, ITU-T I.371)
package struct RateLimiter {
    /// The average time between two requests; 0: no limit.
    private let intervalNs: Int64
    /// How far a burst may exceed the rate.
    private let toleranceNs: Int64
    /// When the bucket is full.
    private var fullAtNs = Int64.min

    package static var unlimited: RateLimiter { RateLimiter() }

    private init() {
        intervalNs = 0
        toleranceNs = 0
    }

    /// Both are 1 to 1,000,000.
    package init(requestsPerSecond: Int64, burst: Int64) {
        intervalNs = (1_000_000_000 as Int64).dividedReportingOverflow(by: requestsPerSecond).partialValue
        // At most 10^6 times 10^9.
        toleranceNs = (burst &- 1) &* intervalNs
    }

    /// Returns when a request may be sent: `nowMs`, or later. The milliseconds of a clock do not overflow as
    /// nanoseconds.
    func nextMs(nowMs: Int64) -> Int64 {
        let earliestNs = fullAtNs == .min ? fullAtNs : fullAtNs &- toleranceNs
        let nowNs = nowMs &* 1_000_000
        if intervalNs == 0 || earliestNs <= nowNs { return nowMs }
        return (earliestNs &+ 999_999) / 1_000_000
    }

    /// Counts a request that is being sent.
    mutating func take(nowMs: Int64) {
        guard intervalNs > 0 else { return }
        let nowNs = nowMs &* 1_000_000
        fullAtNs = (fullAtNs > nowNs ? fullAtNs : nowNs) &+ intervalNs
    }
}

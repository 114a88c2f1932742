/// How many requests may be sent in a time: a token bucket, kept as the time at which it will be full again. (The generic
/// cell rate algorithm, ITU-T I.371)
package struct RateLimiter {
    /// Between two requests, in the long run; 0: no pace.
    private let intervalNs: Int64
    /// How far ahead of the pace a burst may run.
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

    /// When a request may be sent: `nowMs`, or later. A clock's milliseconds are far from overflowing as nanoseconds.
    func nextMs(nowMs: Int64) -> Int64 {
        let earliestNs = fullAtNs == .min ? fullAtNs : fullAtNs &- toleranceNs
        let nowNs = nowMs &* 1_000_000
        if intervalNs == 0 || earliestNs <= nowNs { return nowMs }
        return (earliestNs &+ 999_999) / 1_000_000
    }

    /// A request is sent.
    mutating func take(nowMs: Int64) {
        guard intervalNs > 0 else { return }
        let nowNs = nowMs &* 1_000_000
        fullAtNs = (fullAtNs > nowNs ? fullAtNs : nowNs) &+ intervalNs
    }
}

import Platform

/// The number of attempts of a call, and the delays between them.
struct RetryPolicy {
    let maxAttempts: Int32
    let delayMs: Int64
    let delayMaxMs: Int64

    /// The longest Retry-After that a call waits for. A longer one is reported to the caller.
    static var longestRetryAfterMs: Int64 { 60_000 }
}

/// The attempts of one call so far.
struct Retry {
    private let policy: RetryPolicy
    private let deadlineMs: Int64
    private var jitter: Jitter
    private(set) var attempts: Int32 = 0
    /// The number of attempts that no longer count, because they sent another request.
    private var settled: Int32 = 0

    init(_ policy: RetryPolicy, deadlineMs: Int64, jitter: Jitter) {
        self.policy = policy
        self.deadlineMs = deadlineMs
        self.jitter = jitter
    }

    mutating func countAttempt() { attempts &+= 1 }

    /// Returns true if another attempt is allowed after those that were counted.
    var hasMore: Bool { attempts &- settled < policy.maxAttempts }

    /// Returns true if another attempt is allowed after the next one.
    var hasTwoMore: Bool { attempts &- settled &+ 1 < policy.maxAttempts }

    /// Starts counting anew, because the next attempt sends another request.
    mutating func beginAnew() { settled = attempts }

    /// Returns true if the last attempt may be repeated at once because its cause was removed. The policy limits this,
    /// but always allows one repetition.
    var allowsRepeat: Bool { attempts &- settled < (policy.maxAttempts > 2 ? policy.maxAttempts : 2) }

    /// Returns when to try again after a temporary failure. Returns `nil` if it was the last attempt, or if the service
    /// asks for a longer wait than the deadline allows.
    mutating func nextAttemptMs(nowMs: Int64, retryAfterMs: Int64?) -> Int64? {
        guard hasMore else { return nil }
        if let retryAfterMs {
            guard retryAfterMs <= RetryPolicy.longestRetryAfterMs else { return nil }
            let at = nowMs &+ retryAfterMs
            return at < deadlineMs ? at : nil
        }
        // Full jitter: a random delay from zero to the doubled bound, so that many clients do not retry at the same
        // time.
        return nowMs &+ jitter.upTo(boundMs)
    }

    private var boundMs: Int64 {
        var bound = policy.delayMs
        var doublings: Int32 = 1
        // The maximum is a day, so doubling cannot overflow.
        while doublings < attempts &- settled, bound < policy.delayMaxMs {
            bound &*= 2
            doublings &+= 1
        }
        return bound < policy.delayMaxMs ? bound : policy.delayMaxMs
    }
}

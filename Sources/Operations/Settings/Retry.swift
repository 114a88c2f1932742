import Platform

/// How often, and after which delays, a call is sent again.
struct RetryPolicy {
    let maxAttempts: Int32
    let delayMs: Int64
    let delayMaxMs: Int64

    /// A wait that the service asks for and nobody should block for: the caller is told instead.
    static var longestRetryAfterMs: Int64 { 60_000 }
}

/// The attempts of one call so far.
struct Retry {
    private let policy: RetryPolicy
    private let deadlineMs: Int64
    private var jitter: Jitter
    private(set) var attempts: Int32 = 0
    /// How many of them do not count any more: what is asked now is something else.
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

    /// The next attempt asks for something else.
    mutating func beginAnew() { settled = attempts }

    /// Whether the last attempt may be repeated at once, because what it failed by has been put right: within the
    /// policy, but once even where it allows one attempt.
    var allowsRepeat: Bool { attempts &- settled < (policy.maxAttempts > 2 ? policy.maxAttempts : 2) }

    /// When to try again after a failure that may pass, or `nil` to give up: because it was the last attempt, or
    /// because the service asks for more time than there is.
    mutating func nextAttemptMs(nowMs: Int64, retryAfterMs: Int64?) -> Int64? {
        guard hasMore else { return nil }
        if let retryAfterMs {
            guard retryAfterMs <= RetryPolicy.longestRetryAfterMs else { return nil }
            let at = nowMs &+ retryAfterMs
            return at < deadlineMs ? at : nil
        }
        // Full jitter: anything from nothing to the doubled bound, so that many clients do not come back together.
        return nowMs &+ jitter.upTo(boundMs)
    }

    private var boundMs: Int64 {
        var bound = policy.delayMs
        var doublings: Int32 = 1
        // Below the ceiling of a day, doubling cannot overflow.
        while doublings < attempts &- settled, bound < policy.delayMaxMs {
            bound &*= 2
            doublings &+= 1
        }
        return bound < policy.delayMaxMs ? bound : policy.delayMaxMs
    }
}

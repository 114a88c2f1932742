import CPlatform

/// Times in milliseconds of a clock that never steps.
package enum Clock {
    package static func nowMs() -> Int64 { cplatform_monotonic_ms() }

    /// A few milliseconds behind at the most: for what is told in seconds.
    package static func coarseMs() -> Int64 { cplatform_coarse_ms() }

    /// Milliseconds since the epoch, of a clock that people set.
    package static func wallMs() -> Int64 { cplatform_wall_ms() }
}

/// The time, as an argument: operations never read a clock.
package struct Now {
    /// A time of ``Clock``, which never steps.
    package let ms: Int64
    private let givenWallMs: Int64?

    package init(ms: Int64) {
        self.ms = ms
        givenWallMs = nil
    }

    /// Of tests, which choose both.
    package init(ms: Int64, wallMs: Int64) {
        self.ms = ms
        givenWallMs = wallMs
    }

    /// Milliseconds since the epoch. Read only when they are asked for, which is seldom.
    package var wallMs: Int64 { givenWallMs ?? Clock.wallMs() }
}

/// pthread_cancel() of the calling thread, which would end it in the middle of a write() or poll(): with a lock held, and
/// with all that it owns. A function that reaches one of these holds it off until it returns.
package enum ThreadCancellation {
    @inline(__always)
    package static func hold() -> Int32 { cplatform_cancel_hold() }

    @inline(__always)
    package static func restore(_ before: Int32) { cplatform_cancel_restore(before) }
}

/// Random numbers for jitter: well spread, and no secret.
package struct Jitter {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package init() { state = cplatform_monotonic_ns() }

    /// A number from 0 to `bound`, both included; 0 for a negative bound. (splitmix64, Steele et al. 2014)
    package mutating func upTo(_ bound: Int64) -> Int64 {
        guard bound > 0 else { return 0 }
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        // bound + 1 cannot be zero: bound is at most 2^63 - 1.
        return Int64(truncatingIfNeeded: mixed % (UInt64(bitPattern: bound) &+ 1))
    }
}

/// A mutual-exclusion lock, at an address of its own: a lock inside a value would be changed by two threads at once,
/// which is what a lock is for, and what the compiler may assume never to happen.
public struct Lock: ~Copyable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init() throws(ResourceExhausted) {
        // All zeroes is PTHREAD_MUTEX_INITIALIZER on Linux, which needs no destruction either.
        mutex = try allocate(pthread_mutex_t())
    }

    deinit { free(mutex) }

    package func acquire() { pthread_mutex_lock(mutex) }
    package func release() { pthread_mutex_unlock(mutex) }
}

import CPlatform

/// Times in milliseconds. The monotonic clock is never set back or forward.
package enum Clock {
    package static func nowMs() -> Int64 { cplatform_monotonic_ms() }

    /// A time that may be a few milliseconds late, for values that are reported in seconds.
    package static func coarseMs() -> Int64 { cplatform_coarse_ms() }

    /// Milliseconds since the epoch, by the clock that users can set.
    package static func wallMs() -> Int64 { cplatform_wall_ms() }
}

/// The time, as an argument: operations never read a clock.
package struct Now {
    /// A time of ``Clock/nowMs()``.
    package let ms: Int64
    private let givenWallMs: Int64?

    package init(ms: Int64) {
        self.ms = ms
        givenWallMs = nil
    }

    /// Makes a time for tests, which choose both clocks.
    package init(ms: Int64, wallMs: Int64) {
        self.ms = ms
        givenWallMs = wallMs
    }

    /// Milliseconds since the epoch. The clock is only read on demand, which is rare.
    package var wallMs: Int64 { givenWallMs ?? Clock.wallMs() }
}

/// Protection against pthread_cancel(), which would end the calling thread in write() or poll(), with a lock held and
/// without freeing what it owns. A function that calls one of these disables cancellation until it returns.
package enum ThreadCancellation {
    @inline(__always)
    package static func hold() -> Int32 { cplatform_cancel_hold() }

    @inline(__always)
    package static func restore(_ before: Int32) { cplatform_cancel_restore(before) }
}

/// Random numbers for jitter. They are well distributed, but not secret.
package struct Jitter {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package init() { state = cplatform_monotonic_ns() }

    /// Returns a number from 0 to `bound`, both included; 0 for a negative bound. (splitmix64, Steele et al. 2014)
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

/// A mutual-exclusion lock in separate memory. Two threads change a lock at once, and the compiler may assume that this
/// never happens to the fields of a value.
public struct Lock: ~Copyable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init() throws(ResourceExhausted) {
        // On Linux PTHREAD_MUTEX_INITIALIZER is all zeros, and a mutex needs no destruction.
        mutex = try allocate(pthread_mutex_t())
    }

    deinit { free(mutex) }

    package func acquire() { pthread_mutex_lock(mutex) }
    package func release() { pthread_mutex_unlock(mutex) }
}

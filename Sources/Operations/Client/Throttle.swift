import Platform
import Synchronization

/// Holds the requests of a whole client back while the service says that there are too many: first a pause, then gaps
/// between them, which double with each further refusal and shrink with each success. Any thread.
///
/// What several threads change stands behind a pointer, and is touched with the lock held.
public struct Throttle: ~Copyable {
    /// Whether a request may go.
    enum Admission {
        case now
        /// At that time, which is kept free for it.
        case promised(Int64)
        /// To be asked again at that time.
        case later(Int64)
    }

    private struct State {
        var pausedUntilMs = Int64.min
        /// When the next request may go, behind those that have been promised their time.
        var nextMs = Int64.min
        var gapMs: Int64 = 0
        /// When the gap grew: those that were under way then say nothing new.
        var slowedAtMs = Int64.min
    }

    private let isOn = Atomic<Bool>(false)
    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// Where the service does not say how long to wait.
    private let pauseMs: Int64

    private static var firstGapMs: Int64 { 20 }
    private static var longestGapMs: Int64 { 2000 }
    /// Nobody is promised a time that is further off: the service may be better by then.
    private static var horizonMs: Int64 { 1000 }

    init(pauseMs: Int64) throws(OutOfMemory) {
        let lock = try Lock()
        state = try allocate(State())
        self.lock = lock
        self.pauseMs = pauseMs
    }

    deinit { destroy(state) }

    /// - Parameter promised: the time that was promised before: kept, unless the service has asked for a pause since.
    func admit(promised: Int64?, nowMs: Int64) -> Admission {
        guard isOn.load(ordering: .relaxed) else { return .now }
        lock.acquire()
        defer { lock.release() }
        if let promised, promised >= state.pointee.pausedUntilMs {
            return promised > nowMs ? .promised(promised) : .now
        }
        let earliestMs = state.pointee.pausedUntilMs > nowMs ? state.pointee.pausedUntilMs : nowMs
        let slotMs = state.pointee.nextMs > earliestMs ? state.pointee.nextMs : earliestMs
        if slotMs &- earliestMs > Self.horizonMs { return .later(earliestMs &+ Self.horizonMs) }
        state.pointee.nextMs = slotMs &+ state.pointee.gapMs
        return slotMs > nowMs ? .promised(slotMs) : .now
    }

    /// The service has refused a request that was sent at `sentMs`: 429.
    func slowDown(sentMs: Int64, nowMs: Int64, retryAfterMs: Int64?) {
        lock.acquire()
        defer { lock.release() }
        // A pause that nobody should wait for is told to each caller instead.
        let longest = RetryPolicy.longestRetryAfterMs
        let pause = retryAfterMs ?? pauseMs
        let untilMs = nowMs &+ (pause < longest ? pause : longest)
        if untilMs > state.pointee.pausedUntilMs { state.pointee.pausedUntilMs = untilMs }
        if sentMs >= state.pointee.slowedAtMs {
            state.pointee.slowedAtMs = nowMs
            let doubled = state.pointee.gapMs &* 2
            let wanted = doubled > Self.firstGapMs ? doubled : Self.firstGapMs
            state.pointee.gapMs = wanted < Self.longestGapMs ? wanted : Self.longestGapMs
        }
        isOn.store(true, ordering: .relaxed)
    }

    /// The service has taken a request.
    func speedUp(nowMs: Int64) {
        guard isOn.load(ordering: .relaxed) else { return }
        lock.acquire()
        defer { lock.release() }
        guard nowMs >= state.pointee.pausedUntilMs else { return }
        // By an eighth, and what is left of it after some thirty successes is not worth keeping.
        state.pointee.gapMs &-= (state.pointee.gapMs &+ 7) >> 3
        if state.pointee.gapMs == 0 { isOn.store(false, ordering: .relaxed) }
    }
}

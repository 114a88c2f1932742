import Platform
import Synchronization

/// Holds the requests of a whole client back while the service says that there are too many: first a pause, then gaps
/// between them, which double with each further refusal and shrink with each success. Requests go in the order in which
/// their operations have asked first. Any thread.
///
/// An operation that has to wait asks again at a time that it is given: its turn by the gap of now, or earlier, since the
/// gap may have shrunk by then. No operation wakes another.
///
/// What several threads change stands behind a pointer, and is touched with the lock held.
public struct Throttle: ~Copyable {
    /// Whether a request may go.
    enum Admission {
        case now
        /// To be asked again at that time.
        case later(Int64)
        /// Not for so many milliseconds: the service has asked for a pause that no call waits for.
        case refused(Int64)
    }

    /// The turn of one operation to send its next request. ``leave(_:)`` ends it.
    struct Turn {
        /// Its place in the line; `nil` if it never had to wait.
        fileprivate var waiter: UnsafeMutablePointer<Waiter>?
        /// When it was admitted; `.min`: it was not.
        fileprivate var admittedMs = Int64.min
    }

    private struct State {
        var pausedUntilMs = Int64.min
        /// When the last request went, or could have gone.
        var lastMs = Int64.min
        var gapMs: Int64 = 0
        /// When the gap grew: those that were in flight then say nothing new.
        var slowedAtMs = Int64.min
        var line = WaitingLine()

        /// When the next request may go.
        var freeMs: Int64 { lastMs &+ gapMs > pausedUntilMs ? lastMs &+ gapMs : pausedUntilMs }
    }

    /// Off: there is no gap, and the line is empty.
    private let isOn = Atomic<Bool>(false)
    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// Where the service does not say how long to wait.
    private let pauseMs: Int64

    private static var firstGapMs: Int64 { 20 }
    private static var longestGapMs: Int64 { 2000 }
    /// An operation asks again after that time at the latest, and loses its turn to the next one when it does not.
    private static var horizonMs: Int64 { 1000 }
    /// A service that asks for a longer pause is asked again all the same.
    private static var longestPauseMs: Int64 { 3_600_000 }

    init(pauseMs: Int64) throws(ResourceExhausted) {
        let lock = try Lock()
        state = try allocate(State())
        self.lock = lock
        self.pauseMs = pauseMs
    }

    deinit { destroy(state) }

    /// Returns whether the operation whose turn it is may send. One that may keeps that right until it has sent, unless
    /// the service asks for a pause first.
    func admit(_ turn: inout Turn, deadlineMs: Int64, nowMs: Int64) throws(ResourceExhausted) -> Admission {
        guard isOn.load(ordering: .relaxed) else { return .now }
        lock.acquire()
        defer { lock.release() }
        return try wait(&turn, deadlineMs, nowMs)
    }

    @inline(never)
    private func wait(_ turn: inout Turn, _ deadlineMs: Int64, _ nowMs: Int64) throws(ResourceExhausted) -> Admission {
        let pausedUntilMs = state.pointee.pausedUntilMs
        if turn.admittedMs > .min, turn.admittedMs >= pausedUntilMs { return .now }
        let pausedMs = pausedUntilMs &- nowMs
        if pausedMs > 0, pausedUntilMs >= deadlineMs || pausedMs > RetryPolicy.longestRetryAfterMs {
            return .refused(pausedMs)
        }
        state.pointee.line.dropAbsent(sinceMs: nowMs &- Self.horizonMs, but: turn.waiter)
        let freeMs = state.pointee.freeMs
        if !state.pointee.line.isEmpty || freeMs > nowMs {
            let waiter = try takePlace(&turn)
            let before = state.pointee.line.countBefore(waiter)
            if before > 0 || freeMs > nowMs {
                // Its turn; a little later when the turn has come and those before it have not asked yet.
                var askAtMs = freeMs &+ before &* state.pointee.gapMs
                if askAtMs <= nowMs { askAtMs = nowMs &+ before &* Self.firstGapMs }
                let latestMs = (pausedMs > 0 ? pausedUntilMs : nowMs) &+ Self.horizonMs
                waiter.pointee.askAtMs = askAtMs < latestMs ? askAtMs : latestMs
                return .later(waiter.pointee.askAtMs)
            }
            state.pointee.line.remove(waiter)
        }
        // One that comes a little late does not delay the others.
        state.pointee.lastMs = nowMs &- freeMs < state.pointee.gapMs ? freeMs : nowMs
        turn.admittedMs = nowMs
        turnOffIfIdle(nowMs)
        return .now
    }

    private func takePlace(_ turn: inout Turn) throws(ResourceExhausted) -> UnsafeMutablePointer<Waiter> {
        if turn.waiter == nil {
            // Without a place, but admitted before a pause: it was there before all others.
            let number = turn.admittedMs > .min ? 0 : state.pointee.line.nextNumber()
            turn.waiter = try allocate(Waiter(number: number))
        }
        guard let waiter = turn.waiter else { throw ResourceExhausted() }
        state.pointee.line.insert(waiter)
        return waiter
    }

    /// Ends a turn, which is not used any more: the request was sent, or is not to be sent.
    func leave(_ turn: Turn) {
        guard let waiter = turn.waiter else { return }
        lock.acquire()
        state.pointee.line.remove(waiter)
        lock.release()
        destroy(waiter)
    }

    private func turnOffIfIdle(_ nowMs: Int64) {
        let isIdle = state.pointee.gapMs == 0 && state.pointee.line.isEmpty && nowMs >= state.pointee.pausedUntilMs
        if isIdle { isOn.store(false, ordering: .relaxed) }
    }

    /// The service has refused a request that was sent at `sentMs`: 429.
    func slowDown(sentMs: Int64, nowMs: Int64, retryAfterMs: Int64?) {
        lock.acquire()
        defer { lock.release() }
        let pause = retryAfterMs ?? pauseMs
        let untilMs = nowMs &+ (pause < Self.longestPauseMs ? pause : Self.longestPauseMs)
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
        turnOffIfIdle(nowMs)
    }
}

import Platform
import Synchronization

/// Delays the requests of a client while the service reports too many: first by a pause, then by gaps between requests,
/// which double with each further 429 and shrink with each success. Requests are sent in the order in which their
/// operations first asked. Any thread may call its functions.
///
/// An operation that must wait is given a time to ask again: the time of its turn with the current gap, or an earlier
/// time, since the gap may shrink meanwhile. No operation wakes another.
///
/// Shared mutable state is reached through a pointer, and only with the lock held.
public struct Throttle: ~Copyable {
    /// The decision whether a request may be sent.
    enum Admission {
        case now
        /// Ask again at that time.
        case later(Int64)
        /// Not for so many milliseconds: the pause that the service asked for is longer than any call waits.
        case refused(Int64)
    }

    /// The turn of one operation to send its next request. ``leave(_:)`` ends it.
    struct Turn {
        /// Its position in the queue; `nil` if it never had to wait.
        fileprivate var waiter: UnsafeMutablePointer<Waiter>?
        /// When it was admitted; `.min` if it was not.
        fileprivate var admittedMs = Int64.min
    }

    private struct State {
        var pausedUntilMs = Int64.min
        /// When the last request was sent, or could have been sent.
        var lastMs = Int64.min
        var gapMs: Int64 = 0
        /// When the gap last grew. A 429 for a request sent before that time changes nothing.
        var slowedAtMs = Int64.min
        var queue = WaitingQueue()

        /// When the next request may be sent.
        var freeMs: Int64 { lastMs &+ gapMs > pausedUntilMs ? lastMs &+ gapMs : pausedUntilMs }
    }

    /// False if there is no gap and the queue is empty.
    private let isOn = Atomic<Bool>(false)
    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// The pause if the service does not say how long to wait.
    private let pauseMs: Int64

    private static var firstGapMs: Int64 { 20 }
    private static var longestGapMs: Int64 { 2000 }
    /// An operation must ask again within this time, or it loses its turn.
    private static var horizonMs: Int64 { 1000 }
    /// The longest pause. If the service asks for a longer one, requests are sent after this time.
    private static var longestPauseMs: Int64 { 3_600_000 }

    init(pauseMs: Int64) throws(ResourceExhausted) {
        let lock = try Lock()
        state = try allocate(State())
        self.lock = lock
        self.pauseMs = pauseMs
    }

    deinit { destroy(state) }

    /// Returns whether the operation may send now. An admitted operation keeps that right until it has sent, unless the
    /// service asks for a pause before.
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
        state.pointee.queue.dropAbsent(sinceMs: nowMs &- Self.horizonMs, but: turn.waiter)
        let freeMs = state.pointee.freeMs
        if !state.pointee.queue.isEmpty || freeMs > nowMs {
            let waiter = try enqueue(&turn)
            let before = state.pointee.queue.countBefore(waiter)
            if before > 0 || freeMs > nowMs {
                // The time of its turn, or a little later if that time has come and earlier operations have not asked
                // yet.
                var askAtMs = freeMs &+ before &* state.pointee.gapMs
                if askAtMs <= nowMs { askAtMs = nowMs &+ before &* Self.firstGapMs }
                let latestMs = (pausedMs > 0 ? pausedUntilMs : nowMs) &+ Self.horizonMs
                waiter.pointee.askAtMs = askAtMs < latestMs ? askAtMs : latestMs
                return .later(waiter.pointee.askAtMs)
            }
            state.pointee.queue.remove(waiter)
        }
        // An operation that asks a little late does not delay the others.
        state.pointee.lastMs = nowMs &- freeMs < state.pointee.gapMs ? freeMs : nowMs
        turn.admittedMs = nowMs
        turnOffIfIdle(nowMs)
        return .now
    }

    private func enqueue(_ turn: inout Turn) throws(ResourceExhausted) -> UnsafeMutablePointer<Waiter> {
        if turn.waiter == nil {
            // An operation that was admitted before the pause is the first.
            let number = turn.admittedMs > .min ? 0 : state.pointee.queue.nextNumber()
            turn.waiter = try allocate(Waiter(number: number))
        }
        guard let waiter = turn.waiter else { throw ResourceExhausted() }
        state.pointee.queue.insert(waiter)
        return waiter
    }

    /// Ends a turn: the request was sent, or will not be sent.
    func leave(_ turn: Turn) {
        guard let waiter = turn.waiter else { return }
        lock.acquire()
        state.pointee.queue.remove(waiter)
        lock.release()
        destroy(waiter)
    }

    private func turnOffIfIdle(_ nowMs: Int64) {
        let isIdle = state.pointee.gapMs == 0 && state.pointee.queue.isEmpty && nowMs >= state.pointee.pausedUntilMs
        if isIdle { isOn.store(false, ordering: .relaxed) }
    }

    /// Slows down after a 429 for a request that was sent at `sentMs`.
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

    /// Shrinks the gap after a success.
    func speedUp(nowMs: Int64) {
        guard isOn.load(ordering: .relaxed) else { return }
        lock.acquire()
        defer { lock.release() }
        guard nowMs >= state.pointee.pausedUntilMs else { return }
        // By an eighth. After about thirty successes the rest is removed.
        state.pointee.gapMs &-= (state.pointee.gapMs &+ 7) >> 3
        turnOffIfIdle(nowMs)
    }
}

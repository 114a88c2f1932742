import CPlatform
import Platform

/// Makes a loop's descriptor readable when a task is due, for code that waits for the descriptor. It costs nothing
/// until ``isWatched`` is set.
struct WakeupTimer: ~Copyable {
    /// The descriptor of the timer; -1 if there is none.
    let descriptor: Int32
    var isWatched = false
    /// When the timer expires; `.max`: never.
    private var atMs = Int64.max

    init(isUsed: Bool) throws(ResourceExhausted) {
        let descriptor = isUsed ? cplatform_timer_open() : -1
        if isUsed, descriptor < 0 { throw ResourceExhausted() }
        self.descriptor = descriptor
    }

    deinit { cplatform_close(descriptor) }

    mutating func set(atMs: Int64, nowMs: Int64) {
        // An expired timer stays readable until it is set again.
        let isOver = self.atMs <= nowMs
        guard isWatched, atMs != self.atMs, !(isOver && atMs <= nowMs) else { return }
        let distanceMs = atMs > nowMs ? atMs &- nowMs : 0
        cplatform_timer_set(descriptor, atMs == .max ? -1 : distanceMs)
        self.atMs = atMs
    }

    /// Clears the expired timer.
    mutating func clear() {
        cplatform_timer_set(descriptor, -1)
        atMs = .max
    }
}

import CPlatform
import Platform

/// Makes a loop's descriptor readable when something is due, for those who wait for it elsewhere. It costs nothing
/// until somebody does.
struct WakeupTimer: ~Copyable {
    /// -1: none.
    let descriptor: Int32
    var isWatched = false
    /// When it goes off; `.max`: never.
    private var atMs = Int64.max

    init(isUsed: Bool) throws(ResourceExhausted) {
        let descriptor = isUsed ? cplatform_timer_open() : -1
        if isUsed, descriptor < 0 { throw ResourceExhausted() }
        self.descriptor = descriptor
    }

    deinit { cplatform_close(descriptor) }

    mutating func set(atMs: Int64, nowMs: Int64) {
        // One that has gone off stays so until it is set again.
        let isOver = self.atMs <= nowMs
        guard isWatched, atMs != self.atMs, !(isOver && atMs <= nowMs) else { return }
        let distanceMs = atMs > nowMs ? atMs &- nowMs : 0
        cplatform_timer_set(descriptor, atMs == .max ? -1 : distanceMs)
        self.atMs = atMs
    }

    /// It has gone off, and that was seen.
    mutating func clear() {
        cplatform_timer_set(descriptor, -1)
        atMs = .max
    }
}

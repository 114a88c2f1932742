package import Platform

/// The lanes of a client that nobody uses just now, the warmest first. Any thread.
///
/// What several threads change stands behind a pointer: the compiler may assume that nobody else touches the parts of
/// a value while one function has it.
public struct LanePool: ~Copyable {
    /// More callers than that at once are served, but their connections are closed behind them.
    private static var mostIdle: Int { 32 }

    private struct State {
        var idle: UnsafeMutablePointer<Lane>?
        var idleCount = 0
    }

    private let lock: Lock
    private let state: UnsafeMutablePointer<State>

    package init() throws(OutOfMemory) {
        let lock = try Lock()
        state = try allocate(State())
        self.lock = lock
    }

    deinit {
        while let lane = state.pointee.idle {
            state.pointee.idle = lane.pointee.next
            destroy(lane)
        }
        destroy(state)
    }

    /// - Parameter mustBeAlive: whether the connection must not be one that the server has closed meanwhile.
    func acquire(
        _ settings: borrowing ConnectionSettings, mustBeAlive: Bool
    ) throws(OutOfMemory) -> UnsafeMutablePointer<Lane> {
        while let lane = takeIdle() {
            if !mustBeAlive || !lane.pointee.isClosedByServer { return lane }
            destroy(lane)
        }
        return try allocate(Lane(settings))
    }

    private func takeIdle() -> UnsafeMutablePointer<Lane>? {
        lock.acquire()
        defer { lock.release() }
        guard let lane = state.pointee.idle else { return nil }
        state.pointee.idle = lane.pointee.next
        state.pointee.idleCount &-= 1
        return lane
    }

    func release(_ lane: UnsafeMutablePointer<Lane>) {
        // An answer may hold a token; it must not stay until the next call.
        lane.pointee.exchange.pointee.block.removeAll()
        lock.acquire()
        let isKept = state.pointee.idleCount < Self.mostIdle
        if isKept {
            lane.pointee.next = state.pointee.idle
            state.pointee.idle = lane
            state.pointee.idleCount &+= 1
        }
        lock.release()
        if !isKept { destroy(lane) }
    }

    /// Lets the lanes go without closing them: in a forked child their connections are the parent's.
    package func abandon() { state.pointee.idle = nil }
}

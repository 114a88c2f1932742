package import Platform

/// The loops of a client that nobody uses just now, with their warm connections, the warmest first: a blocking call takes
/// one, and drives its operation with it. Any thread.
///
/// What several threads change stands behind a pointer: the compiler may assume that nobody else touches the parts of
/// a value while one function has it.
public struct LoopPool: ~Copyable {
    /// More callers than that at once are served, but their connections are closed behind them.
    private static var mostIdle: Int { 32 }

    private struct State {
        var idle: UnsafeMutablePointer<Loop>?
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
        while let loop = state.pointee.idle {
            state.pointee.idle = loop.pointee.next
            destroy(loop)
        }
        destroy(state)
    }

    /// Carries `work` to its end on this thread; a failure is in the record then.
    package func run<Work: Operation>(_ work: Work, _ bounds: Bounds, _ record: UnsafeMutablePointer<Work.Record>) {
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        var work = work
        do throws(OutOfMemory) {
            let loop = try acquire()
            defer { release(loop) }
            let task = try Task.make(work, bounds)
            defer { Task.discard(task) }
            loop.pointee.add(task)
            // Nothing else ends a turn without a time limit that nobody wakes.
            while true {
                if case .ended = loop.pointee.run(Work.self, record, untilMs: .max) { return }
            }
        } catch {
            work.runOutOfMemory(record)
        }
    }

    private func acquire() throws(OutOfMemory) -> UnsafeMutablePointer<Loop> {
        if let loop = takeIdle() { return loop }
        return try allocate(Loop())
    }

    private func takeIdle() -> UnsafeMutablePointer<Loop>? {
        lock.acquire()
        defer { lock.release() }
        guard let loop = state.pointee.idle else { return nil }
        state.pointee.idle = loop.pointee.next
        state.pointee.idleCount &-= 1
        return loop
    }

    private func release(_ loop: UnsafeMutablePointer<Loop>) {
        lock.acquire()
        let isKept = state.pointee.idleCount < Self.mostIdle
        if isKept {
            loop.pointee.next = state.pointee.idle
            state.pointee.idle = loop
            state.pointee.idleCount &+= 1
        }
        lock.release()
        if !isKept { destroy(loop) }
    }

    /// Lets the loops go without closing anything: in a forked child their connections are the parent's.
    package func abandon() { state.pointee.idle = nil }
}

package import Platform

/// The loops of a client that no call uses, with their warm connections: a blocking call takes one, and drives its
/// operation with it. Any thread.
///
/// A loop that was not used for some time is closed when the next call ends: there is no thread that could do it earlier.
///
/// What several threads change stands behind a pointer: the compiler may assume that nobody else touches the parts of
/// a value while one function has it.
public struct EventLoopPool: ~Copyable {
    /// More callers than that at once are served, but their connections are closed behind them.
    private static var mostIdle: Int { 32 }
    /// A loop that is idle for longer gives its descriptors back.
    private static var longestIdleMs: Int64 { 10_000 }

    private let lock: Lock
    private let idle: UnsafeMutablePointer<IdleLoops>

    package init() throws(ResourceExhausted) {
        let lock = try Lock()
        idle = try allocate(IdleLoops())
        self.lock = lock
    }

    deinit {
        IdleLoops.destroyAll(idle.pointee.takeAll())
        destroy(idle)
    }

    /// Carries `work` to its end on this thread; a failure is in the record then.
    package func run<Work: Operation>(_ work: Work, _ bounds: Bounds, _ record: UnsafeMutablePointer<Work.Record>) {
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        var work = work
        do throws(ResourceExhausted) {
            let loop = try acquire()
            defer { release(loop) }
            let task = try LoopTask.make(work, bounds)
            defer { LoopTask.discard(task) }
            loop.pointee.add(task)
            // Nothing else ends a turn without a time limit that nobody wakes.
            while true {
                if case .ended = loop.pointee.run(Work.self, record, untilMs: .max) { return }
            }
        } catch {
            work.runOutOfMemory(record)
        }
    }

    private func acquire() throws(ResourceExhausted) -> UnsafeMutablePointer<EventLoop> {
        if let loop = takeIdle() { return loop }
        return try allocate(EventLoop())
    }

    private func takeIdle() -> UnsafeMutablePointer<EventLoop>? {
        lock.acquire()
        defer { lock.release() }
        return idle.pointee.popFirst()
    }

    private func release(_ loop: UnsafeMutablePointer<EventLoop>) {
        lock.acquire()
        var closed = idle.pointee.takeUnused(sinceMs: loop.pointee.lastUsedMs &- Self.longestIdleMs)
        if idle.pointee.count < Self.mostIdle {
            idle.pointee.push(loop)
        } else {
            loop.pointee.next = closed
            closed = loop
        }
        lock.release()
        IdleLoops.destroyAll(closed)
    }

    /// Lets the loops go without closing anything: in a forked child their connections are the parent's.
    package func abandon() { idle.pointee = IdleLoops() }
}

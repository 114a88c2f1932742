package import Platform

/// The idle loops of a client, with their warm connections. A blocking call takes a loop and drives its operation with
/// it. Any thread may call these functions.
///
/// A loop that was idle for too long is closed when the next call ends: no thread exists that could close it earlier.
///
/// Shared mutable state is reached through a pointer: the compiler may assume that no other thread changes
/// the fields of a value while a function accesses it.
public struct EventLoopPool: ~Copyable {
    /// The most idle loops that are kept. The loops of further concurrent calls are closed when the calls end.
    private static var mostIdle: Int { 32 }
    /// A loop that is idle for longer is closed, which frees its descriptors.
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

    /// Runs `work` on this thread until it has ended. A failure is in the record.
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
            // There is no time limit and no wake event, so only the end of the task, or a closed descriptor, ends a
            // turn.
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

    /// Forgets the loops without closing them: in a forked child, their connections belong to the parent.
    package func abandon() { idle.pointee = IdleLoops() }
}

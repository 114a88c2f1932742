import Engine
import Platform
import Synchronization

/// What a queue's own thread and all others share: what was submitted, what is to be stopped, and what is in flight.
///
/// What several threads change stands behind a pointer, and is touched with the lock held.
public struct Inbox: ~Copyable {
    private struct State: ~Copyable {
        var submitted = LoopTaskList()
        /// A list through ``Job/nextStopping``.
        var stopping: UnsafeMutablePointer<LoopTask>?
        /// All that is in flight, by tag.
        var tasks: IntrusiveMultimap
        /// The event is raised, or somebody is about to look without it.
        var isTold = true
        /// Somebody else's loop waits for the queue's descriptor: the event counts between two waits as well.
        var isExposed = false
    }

    private let isInterrupted = Atomic<Bool>(false)
    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// Readable when the queue's thread is to look.
    private let event: Event

    init() throws(ResourceExhausted) {
        let lock = try Lock()
        let event = try Event()
        state = try allocate(State(tasks: IntrusiveMultimap()))
        self.lock = lock
        self.event = event
    }

    deinit { destroy(state) }

    var descriptor: Int32 { event.descriptor }

    var belongsToThisProcess: Bool { event.belongsToThisProcess }

    // MARK: - Any thread

    func submit(_ task: UnsafeMutablePointer<LoopTask>, tag: UInt64) {
        lock.acquire()
        state.pointee.submitted.append(task)
        state.pointee.tasks.insert(task.pointee.ownNode, tag)
        tell()
        lock.release()
    }

    /// Stops the tasks with that tag. Returns how many, without those that were stopped before.
    func cancel(tag: UInt64) -> Int64 {
        lock.acquire()
        defer { lock.release() }
        var count: Int64 = 0
        var link = state.pointee.tasks.first(tag)
        while let node = link {
            link = state.pointee.tasks.next(node)
            if markStopping(node) { count &+= 1 }
        }
        if count > 0 { tell() }
        return count
    }

    func cancelAll() -> Int64 {
        lock.acquire()
        defer { lock.release() }
        var count: Int64 = 0
        state.pointee.tasks.forEach { if markStopping($0) { count &+= 1 } }
        if count > 0 { tell() }
        return count
    }

    /// Marks a task as to be stopped. Returns false if it is marked already.
    private func markStopping(_ node: UnsafeMutablePointer<Node>) -> Bool {
        let job = LoopTask.work(of: node.pointee.task, as: Job.self)
        if job.pointee.isStopping { return false }
        job.pointee.isStopping = true
        job.pointee.nextStopping = state.pointee.stopping
        state.pointee.stopping = node.pointee.task
        return true
    }

    /// With the lock held.
    private func tell() {
        if state.pointee.isTold { return }
        state.pointee.isTold = true
        event.raise()
    }

    var count: Int64 {
        lock.acquire()
        defer { lock.release() }
        return Int64(state.pointee.tasks.count)
    }

    /// Without a lock, which a signal handler must not wait for.
    func interrupt() {
        isInterrupted.store(true, ordering: .releasing)
        event.raise()
    }

    // MARK: - The queue's own thread

    func takeInterrupt() -> Bool { isInterrupted.exchange(false, ordering: .acquiringAndReleasing) }

    /// What has come since the last time.
    func take(_ body: (UnsafeMutablePointer<LoopTask>, _ isNew: Bool) -> Void) {
        lock.acquire()
        defer { lock.release() }
        while let task = state.pointee.submitted.popFirst() { body(task, true) }
        while let task = state.pointee.stopping {
            let job = LoopTask.work(of: task, as: Job.self)
            state.pointee.stopping = job.pointee.nextStopping
            job.pointee.nextStopping = nil
            body(task, false)
        }
    }

    func lower() { event.lower() }

    func raise() { event.raise() }

    /// From now on the event is what tells, also between two waits.
    func expose() {
        lock.acquire()
        state.pointee.isExposed = true
        lock.release()
        listen()
    }

    var isExposed: Bool {
        lock.acquire()
        defer { lock.release() }
        return state.pointee.isExposed
    }

    /// From now on the event is what tells; at once, if there is something to look at already.
    func listen() {
        lock.acquire()
        state.pointee.isTold = false
        if state.pointee.submitted.first != nil || state.pointee.stopping != nil { tell() }
        lock.release()
    }

    /// From now on nobody need raise the event: what has come is looked at before it counts again.
    func stopListening() {
        lock.acquire()
        state.pointee.isTold = true
        lock.release()
    }

    /// The task is over.
    func retire(_ task: UnsafeMutablePointer<LoopTask>) {
        lock.acquire()
        state.pointee.tasks.remove(task.pointee.ownNode)
        unmark(task)
        lock.release()
    }

    /// It may have been marked since the marks were taken.
    private func unmark(_ task: UnsafeMutablePointer<LoopTask>) {
        guard LoopTask.work(of: task, as: Job.self).pointee.isStopping else { return }
        var link = state.pointee.stopping
        var previous: UnsafeMutablePointer<Job>?
        while let current = link {
            let job = LoopTask.work(of: current, as: Job.self)
            link = job.pointee.nextStopping
            if current == task {
                if let previous { previous.pointee.nextStopping = link } else { state.pointee.stopping = link }
                return
            }
            previous = job
        }
    }

    /// Every task that is in flight, for the end of the queue.
    func takeAll(_ body: (UnsafeMutablePointer<LoopTask>) -> Void) {
        take { _, _ in }
        state.pointee.tasks.forEach { body($0.pointee.task) }
    }
}

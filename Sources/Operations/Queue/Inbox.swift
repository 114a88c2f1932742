import Engine
import Platform
import Synchronization

/// The part of a queue that its own thread and other threads share: the tasks that were submitted, that must be
/// stopped, and that are in flight.
///
/// Shared mutable state is reached through a pointer, and only with the lock held.
public struct Inbox: ~Copyable {
    private struct State: ~Copyable {
        var submitted = LinkedList<LoopTask>()
        /// Tasks that must be stopped, as a list linked by ``Job/nextStopping``.
        var stopping: UnsafeMutablePointer<LoopTask>?
        /// All tasks in flight, by tag.
        var tasks: IntrusiveMultimap
        /// True if the event is raised, or if the queue's thread will read the inbox without it.
        var isSignalled = true
        /// True if a foreign event loop waits for the queue's descriptor. The event is then needed between two waits,
        /// too.
        var isExposed = false
    }

    private let isInterrupted = Atomic<Bool>(false)
    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// Readable when the queue's thread must read the inbox.
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
        signal()
        lock.release()
    }

    /// Marks the tasks with that tag as to be stopped. Returns how many were not marked before.
    func cancel(tag: UInt64) -> Int64 {
        lock.acquire()
        defer { lock.release() }
        var count: Int64 = 0
        var link = state.pointee.tasks.first(tag)
        while let node = link {
            link = state.pointee.tasks.next(node)
            if markStopping(node) { count &+= 1 }
        }
        if count > 0 { signal() }
        return count
    }

    func cancelAll() -> Int64 {
        lock.acquire()
        defer { lock.release() }
        var count: Int64 = 0
        state.pointee.tasks.forEach { if markStopping($0) { count &+= 1 } }
        if count > 0 { signal() }
        return count
    }

    /// Marks a task that must be stopped. Returns false if it is marked already.
    private func markStopping(_ node: UnsafeMutablePointer<Node>) -> Bool {
        let job = LoopTask.work(of: node.pointee.task, as: Job.self)
        if job.pointee.isStopping { return false }
        job.pointee.isStopping = true
        job.pointee.nextStopping = state.pointee.stopping
        state.pointee.stopping = node.pointee.task
        return true
    }

    /// Raises the event, unless it is raised already. The caller holds the lock.
    private func signal() {
        if state.pointee.isSignalled { return }
        state.pointee.isSignalled = true
        event.raise()
    }

    var count: Int64 {
        lock.acquire()
        defer { lock.release() }
        return Int64(state.pointee.tasks.count)
    }

    /// Interrupts the queue's thread. Takes no lock, so a signal handler may call it.
    func interrupt() {
        isInterrupted.store(true, ordering: .releasing)
        event.raise()
    }

    // MARK: - The queue's own thread

    func takeInterrupt() -> Bool { isInterrupted.exchange(false, ordering: .acquiringAndReleasing) }

    /// Calls `body` with each task that was submitted or marked since the last call.
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

    /// Makes the event signal new tasks between two waits, too.
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

    /// Makes the event signal new tasks, at once if there are some already.
    func listen() {
        lock.acquire()
        state.pointee.isSignalled = false
        if state.pointee.submitted.first != nil || state.pointee.stopping != nil { signal() }
        lock.release()
    }

    /// Stops the event from being raised: the queue's thread reads the inbox before it listens again.
    func stopListening() {
        lock.acquire()
        state.pointee.isSignalled = true
        lock.release()
    }

    /// Removes a task that has ended.
    func retire(_ task: UnsafeMutablePointer<LoopTask>) {
        lock.acquire()
        state.pointee.tasks.remove(task.pointee.ownNode)
        unmark(task)
        lock.release()
    }

    /// Removes a task from the list of marked tasks: it may have been marked after take().
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

    /// Calls `body` with each task in flight, when the queue is freed.
    func takeAll(_ body: (UnsafeMutablePointer<LoopTask>) -> Void) {
        take { _, _ in }
        state.pointee.tasks.forEach { body($0.pointee.task) }
    }
}

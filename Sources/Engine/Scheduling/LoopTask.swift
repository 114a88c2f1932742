import CPlatform
package import Platform

/// An operation on its way through a ``EventLoop``, with its bounds. It stays where it was made.
///
/// One piece of memory holds the nodes by which it is found, the task, and its work, which is of a type that only the
/// owner of the loop knows.
public struct LoopTask: ~Copyable {
    enum State {
        /// Not in a loop, or being looked at.
        case detached
        case ready
        /// Until its time comes, or an event.
        case sleeping
        /// In a line for its turn to send.
        case queued
        /// Its request is in flight.
        case inFlight
    }

    package let bounds: Bounds
    /// Stopped by its owner, as by its cancel object.
    package var isStopped = false
    var state = State.detached
    /// Of the list that it stands in.
    var previous: UnsafeMutablePointer<LoopTask>?
    package var next: UnsafeMutablePointer<LoopTask>?
    /// In the loop's timers; -1: not there.
    var timerIndex = -1
    var transfer: UnsafeMutablePointer<Transfer>?
    var ownerQueue: UnsafeMutablePointer<OwnerQueue>?
    var pool: UnsafeMutablePointer<OriginPool>?
    /// The transfer that was in flight when the task was stopped.
    var interrupted: InterruptedTransfer?
    private let nodes: UnsafeMutablePointer<Node>

    private init(_ bounds: Bounds, _ nodes: UnsafeMutablePointer<Node>) {
        self.bounds = bounds
        self.nodes = nodes
    }

    private static var nodesBytes: Int { 3 &* MemoryLayout<Node>.stride }

    /// - Parameter bounds: what they refer to must outlive the task.
    package static func make<Work: Operation>(
        _ work: Work, _ bounds: Bounds
    ) throws(ResourceExhausted) -> UnsafeMutablePointer<LoopTask> {
        let size = nodesBytes &+ MemoryLayout<LoopTask>.stride &+ MemoryLayout<Work>.stride
        guard let memory = malloc(size) else { throw ResourceExhausted() }
        let nodes = memory.assumingMemoryBound(to: Node.self)
        let task = (memory + nodesBytes).assumingMemoryBound(to: LoopTask.self)
        nodes.initialize(repeating: Node(owner: task), count: 3)
        task.initialize(to: LoopTask(bounds, nodes))
        Self.work(of: task, as: Work.self).initialize(to: work)
        return task
    }

    /// Frees the task, not what its work refers to. It must be in no loop any more.
    package static func discard(_ task: UnsafeMutablePointer<LoopTask>) {
        // Neither nodes nor task nor work have anything to give back.
        free(task.pointee.nodes)
    }

    package static func work<Work: Operation>(
        of task: UnsafeMutablePointer<LoopTask>, as: Work.Type
    ) -> UnsafeMutablePointer<Work> {
        (UnsafeMutableRawPointer(task) + MemoryLayout<LoopTask>.stride).assumingMemoryBound(to: Work.self)
    }

    /// By its cancel object.
    var stopNode: UnsafeMutablePointer<Node> { nodes }

    /// By the event of another operation.
    var waitNode: UnsafeMutablePointer<Node> { nodes + 1 }

    /// For its owner's own use.
    package var ownNode: UnsafeMutablePointer<Node> { nodes + 2 }

    func interruption(nowMs: Int64) -> Interruption? {
        isStopped ? .cancelled : bounds.interruption(nowMs: nowMs)
    }
}

extension Node {
    package var task: UnsafeMutablePointer<LoopTask> { owner.assumingMemoryBound(to: LoopTask.self) }
}

/// Tasks one after the other. A task is in one list at most.
package struct LoopTaskList {
    package private(set) var first: UnsafeMutablePointer<LoopTask>?
    private var last: UnsafeMutablePointer<LoopTask>?

    package init() {}

    package mutating func append(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.previous = last
        task.pointee.next = nil
        if let last { last.pointee.next = task } else { first = task }
        last = task
    }

    package mutating func remove(_ task: UnsafeMutablePointer<LoopTask>) {
        let (previous, next) = (task.pointee.previous, task.pointee.next)
        if let previous { previous.pointee.next = next } else { first = next }
        if let next { next.pointee.previous = previous } else { last = previous }
        task.pointee.previous = nil
        task.pointee.next = nil
    }

    package mutating func popFirst() -> UnsafeMutablePointer<LoopTask>? {
        guard let task = first else { return nil }
        remove(task)
        return task
    }
}

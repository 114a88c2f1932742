import CPlatform
package import Platform

/// An operation in an ``EventLoop``, with its bounds and its state. Its address never changes.
///
/// One allocation holds the nodes by which the loop finds the task, the task, and its operation. Only the owner of the
/// loop knows the type of the operation.
public struct LoopTask: ~Copyable, Linked {
    enum State {
        /// Not in a loop, or being stepped.
        case detached
        case ready
        /// Waiting for a time or an event.
        case sleeping
        /// In a queue of its pool, waiting to send.
        case queued
        /// Its request is in flight.
        case inFlight
    }

    package let bounds: Bounds
    /// True if the owner of the loop cancelled the task.
    package var isStopped = false
    var state = State.detached
    /// The neighbours in the list that contains the task.
    package var previous: UnsafeMutablePointer<LoopTask>?
    package var next: UnsafeMutablePointer<LoopTask>?
    /// The index in the loop's ``TimerHeap``; -1 if it is not there.
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

    /// - Parameter bounds: their cancel object must outlive the task.
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

    /// Frees the task, but not the memory that its operation refers to. The task must not be in a loop.
    package static func discard(_ task: UnsafeMutablePointer<LoopTask>) {
        // Nodes, task and operation have no deinitializers to run.
        free(task.pointee.nodes)
    }

    package static func work<Work: Operation>(
        of task: UnsafeMutablePointer<LoopTask>, as: Work.Type
    ) -> UnsafeMutablePointer<Work> {
        (UnsafeMutableRawPointer(task) + MemoryLayout<LoopTask>.stride).assumingMemoryBound(to: Work.self)
    }

    /// The node under which the loop finds the task by its cancel object.
    var stopNode: UnsafeMutablePointer<Node> { nodes }

    /// The node under which the loop finds the task by the event that it waits for.
    var waitNode: UnsafeMutablePointer<Node> { nodes + 1 }

    /// The node for the owner of the loop.
    package var ownNode: UnsafeMutablePointer<Node> { nodes + 2 }

    func interruption(nowMs: Int64) -> Interruption? {
        isStopped ? .cancelled : bounds.interruption(nowMs: nowMs)
    }
}

extension Node {
    package var task: UnsafeMutablePointer<LoopTask> { owner.assumingMemoryBound(to: LoopTask.self) }
}

import CPlatform
import Platform

/// The waiting tasks of one owner.
struct OwnerQueue: Linked {
    let node: UnsafeMutablePointer<Node>
    var tasks = LinkedList<LoopTask>()
    var previous: UnsafeMutablePointer<OwnerQueue>?
    var next: UnsafeMutablePointer<OwnerQueue>?
}

/// The tasks that wait to send, when not all can send at once. Owners take turns, and the tasks of each owner are
/// served in order. So an owner with a thousand instances does not delay an owner with ten.
public struct FairQueue: ~Copyable {
    private var index: IntrusiveMultimap
    private var owners = LinkedList<OwnerQueue>()

    init() throws(ResourceExhausted) { index = try IntrusiveMultimap() }

    deinit {
        var link = owners.first
        while let ownerQueue = link {
            link = ownerQueue.pointee.next
            free(ownerQueue.pointee.node)
        }
    }

    var isEmpty: Bool { owners.first == nil }

    mutating func append(
        _ task: UnsafeMutablePointer<LoopTask>, _ owner: UnsafeMutableRawPointer
    ) throws(ResourceExhausted) {
        let ownerQueue = try ownerQueue(of: owner)
        ownerQueue.pointee.tasks.append(task)
        task.pointee.ownerQueue = ownerQueue
        task.pointee.state = .queued
    }

    private mutating func ownerQueue(of owner: UnsafeMutableRawPointer) throws(ResourceExhausted)
        -> UnsafeMutablePointer<OwnerQueue>
    {
        let key = UInt64(UInt(bitPattern: owner))
        if let node = index.first(key) { return node.pointee.owner.assumingMemoryBound(to: OwnerQueue.self) }
        // One allocation holds the node and the queue that owns it.
        guard let memory = malloc(MemoryLayout<Node>.stride &+ MemoryLayout<OwnerQueue>.stride) else {
            throw ResourceExhausted()
        }
        let node = memory.assumingMemoryBound(to: Node.self)
        let ownerQueue = (memory + MemoryLayout<Node>.stride).assumingMemoryBound(to: OwnerQueue.self)
        node.initialize(to: Node(owner: ownerQueue))
        ownerQueue.initialize(to: OwnerQueue(node: node))
        index.insert(node, key)
        owners.append(ownerQueue)
        return ownerQueue
    }

    /// Removes and returns the next task. Other owners are then served before the owner of that task.
    mutating func popFirst() -> UnsafeMutablePointer<LoopTask>? {
        guard let ownerQueue = owners.first, let task = ownerQueue.pointee.tasks.first else { return nil }
        // remove() frees the owner's queue with its last task.
        let hasMore = task.pointee.next != nil
        remove(task)
        if hasMore {
            owners.remove(ownerQueue)
            owners.append(ownerQueue)
        }
        return task
    }

    /// Removes a task before its turn.
    mutating func remove(_ task: UnsafeMutablePointer<LoopTask>) {
        guard let ownerQueue = task.pointee.ownerQueue else { return }
        ownerQueue.pointee.tasks.remove(task)
        task.pointee.ownerQueue = nil
        task.pointee.state = .detached
        guard ownerQueue.pointee.tasks.first == nil else { return }
        owners.remove(ownerQueue)
        index.remove(ownerQueue.pointee.node)
        free(ownerQueue.pointee.node)
    }
}

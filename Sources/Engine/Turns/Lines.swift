import CPlatform
import Platform

/// The tasks of one owner that wait for their turn.
struct Line {
    let node: UnsafeMutablePointer<Node>
    var tasks = TaskList()
    var previous: UnsafeMutablePointer<Line>?
    var next: UnsafeMutablePointer<Line>?
}

/// Who may send next, when not all can at once: the owners take turns, and the tasks of each come in their order. So an
/// owner of a thousand instances does not keep one of ten waiting for longer than the ten need.
public struct Lines: ~Copyable {
    private var index: Index
    private var first: UnsafeMutablePointer<Line>?
    private var last: UnsafeMutablePointer<Line>?

    init() throws(OutOfMemory) { index = try Index() }

    deinit {
        var link = first
        while let line = link {
            link = line.pointee.next
            free(line.pointee.node)
        }
    }

    var isEmpty: Bool { first == nil }

    mutating func append(
        _ task: UnsafeMutablePointer<Task>, _ owner: UnsafeMutableRawPointer
    ) throws(OutOfMemory) {
        let line = try line(of: owner)
        line.pointee.tasks.append(task)
        task.pointee.line = line
        task.pointee.place = .inLine
    }

    private mutating func line(of owner: UnsafeMutableRawPointer) throws(OutOfMemory) -> UnsafeMutablePointer<Line> {
        let key = UInt64(UInt(bitPattern: owner))
        if let node = index.first(key) { return node.pointee.owner.assumingMemoryBound(to: Line.self) }
        // One piece for both: a node stands in the memory of what it leads to.
        guard let memory = malloc(MemoryLayout<Node>.stride &+ MemoryLayout<Line>.stride) else { throw OutOfMemory() }
        let node = memory.assumingMemoryBound(to: Node.self)
        let line = (memory + MemoryLayout<Node>.stride).assumingMemoryBound(to: Line.self)
        node.initialize(to: Node(owner: line))
        line.initialize(to: Line(node: node))
        index.insert(node, key)
        push(line)
        return line
    }

    /// Takes the task whose turn it is out of its line, which then goes to the end.
    mutating func popFirst() -> UnsafeMutablePointer<Task>? {
        guard let line = first, let task = line.pointee.tasks.first else { return nil }
        // An empty line is gone with its last task.
        let hasMore = task.pointee.next != nil
        remove(task)
        if hasMore {
            unlink(line)
            push(line)
        }
        return task
    }

    /// Takes a task out before its turn.
    mutating func remove(_ task: UnsafeMutablePointer<Task>) {
        guard let line = task.pointee.line else { return }
        line.pointee.tasks.remove(task)
        task.pointee.line = nil
        task.pointee.place = .nowhere
        guard line.pointee.tasks.first == nil else { return }
        unlink(line)
        index.remove(line.pointee.node)
        free(line.pointee.node)
    }

    private mutating func push(_ line: UnsafeMutablePointer<Line>) {
        line.pointee.previous = last
        line.pointee.next = nil
        if let last { last.pointee.next = line } else { first = line }
        last = line
    }

    private mutating func unlink(_ line: UnsafeMutablePointer<Line>) {
        let (previous, next) = (line.pointee.previous, line.pointee.next)
        if let previous { previous.pointee.next = next } else { first = next }
        if let next { next.pointee.previous = previous } else { last = previous }
    }
}

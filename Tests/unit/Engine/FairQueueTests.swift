import Platform
import Testing

@testable import Engine

@Suite("The fair queue serves owners in turn, and the tasks of each in their order")
struct FairQueueTests {
    /// The tasks in the order in which the queue returns them.
    private func order(_ tasks: Tasks, owners: [Int]) throws -> [Int] {
        var queue = try FairQueue()
        for (number, owner) in owners.enumerated() { try queue.append(tasks[number], Tasks.owner(owner)) }
        var found: [Int] = []
        while let task = queue.popFirst() { found.append(tasks.number(task) ?? -1) }
        let isEmpty = queue.isEmpty
        #expect(isEmpty)
        return found
    }

    @Test(
        "Order",
        arguments: [
            ([], []), ([0, 0, 0], [0, 1, 2]), ([0, 0, 0, 1], [0, 3, 1, 2]), ([0, 1, 2], [0, 1, 2]),
            ([0, 0, 1, 1, 2], [0, 2, 4, 1, 3]),
        ] as [([Int], [Int])])
    func order(owners: [Int], expected: [Int]) throws {
        #expect(try order(try Tasks(owners: owners), owners: owners) == expected)
    }

    @Test("An owner with ten tasks waits for twenty requests at most, however many another one has")
    func fairness() throws {
        let owners = Array(repeating: 0, count: 1000) + Array(repeating: 1, count: 10)
        let found = try order(try Tasks(owners: owners), owners: owners)
        let last = try #require(found.lastIndex { $0 >= 1000 })
        #expect(last < 20)
    }

    @Test("A task that leaves does not change the order of the others")
    func leaves() throws {
        let owners = [0, 0, 0, 1, 1]
        let tasks = try Tasks(owners: owners)
        var queue = try FairQueue()
        for (number, owner) in owners.enumerated() { try queue.append(tasks[number], Tasks.owner(owner)) }
        queue.remove(tasks[1])
        queue.remove(tasks[1])
        #expect(tasks[1].pointee.state == .detached && tasks[0].pointee.state == .queued)
        var found: [Int?] = []
        while let task = queue.popFirst() { found.append(tasks.number(task)) }
        #expect(found == [0, 3, 2, 4])
    }
}

@Suite("A linked list")
struct LinkedListTests {
    @Test("append, remove and popFirst keep the order", arguments: [[], [0], [1], [2], [0, 2], [2, 1, 0]] as [[Int]])
    func order(removed: [Int]) throws {
        let tasks = try Tasks(3)
        var list = LinkedList<LoopTask>()
        tasks.all.forEach { list.append($0) }
        removed.forEach { list.remove(tasks[$0]) }
        var found: [Int] = []
        while let task = list.popFirst() { found.append(tasks.number(task) ?? -1) }
        #expect(found == [0, 1, 2].filter { !removed.contains($0) })
        #expect(list.first == nil)
    }
}

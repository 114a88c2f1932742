import Platform
import Testing

@testable import Engine

@Suite("The timer heap returns tasks in the order of their times")
struct TimerHeapTests {
    private func popped(_ heap: inout TimerHeap, _ tasks: Tasks, until nowMs: Int64) -> [Int] {
        var found: [Int] = []
        while let task = heap.popDue(nowMs) { found.append(tasks.number(task) ?? -1) }
        return found
    }

    @Test("An empty heap has no next time")
    func empty() {
        var heap = TimerHeap()
        #expect(heap.firstMs == .max)
        let due = heap.popDue(.max)
        #expect(due == nil)
    }

    @Test("A task is due at its time and not before")
    func due() throws {
        var heap = TimerHeap()
        let tasks = try Tasks(1)
        try heap.set(tasks[0], 100)
        #expect(heap.firstMs == 100)
        #expect(popped(&heap, tasks, until: 99) == [])
        #expect(popped(&heap, tasks, until: 100) == [0])
        #expect(heap.firstMs == .max)
    }

    @Test("A new time replaces the old one, and .max removes the task")
    func replaced() throws {
        var heap = TimerHeap()
        let tasks = try Tasks(2)
        try heap.set(tasks[0], 10)
        try heap.set(tasks[1], 20)
        try heap.set(tasks[0], 30)
        #expect(heap.firstMs == 20)
        try heap.set(tasks[1], .max)
        #expect(heap.firstMs == 30)
        heap.remove(tasks[0])
        heap.remove(tasks[0])
        #expect(heap.firstMs == .max)
    }

    @Test("Random changes agree with a sorted list", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func random(seed: UInt64) throws {
        var numbers = Seeded(state: seed)
        var heap = TimerHeap()
        let tasks = try Tasks(200)
        var model: [Int: Int64] = [:]
        for _ in 0..<5000 {
            let number = Int.random(in: 0..<200, using: &numbers)
            if Int.random(in: 0..<4, using: &numbers) == 0 {
                heap.remove(tasks[number])
                model[number] = nil
            } else {
                let time = Int64.random(in: 0..<1000, using: &numbers)
                try heap.set(tasks[number], time)
                model[number] = time
            }
            #expect(heap.firstMs == model.values.min() ?? .max)
        }
        var last = Int64.min
        while let task = heap.popDue(.max - 1) {
            let number = tasks.number(task) ?? -1
            let removed = model.removeValue(forKey: number)
            let time = try #require(removed)
            #expect(time >= last)
            last = time
        }
        #expect(model.isEmpty)
    }
}

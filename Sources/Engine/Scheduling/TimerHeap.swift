import CPlatform
import Platform

/// The times at which tasks are due, as a binary heap: with a hundred thousand entries, a change costs about seventeen
/// steps.
public struct TimerHeap: ~Copyable {
    private struct Entry {
        var dueMs: Int64
        var task: UnsafeMutablePointer<LoopTask>
    }

    private var entries: UnsafeMutablePointer<Entry>?
    private var count = 0
    private var capacity = 0

    init() {}

    deinit { free(entries) }

    /// The earliest time at which a task is due.
    var firstMs: Int64 {
        guard count > 0, let entries else { return .max }
        return entries.pointee.dueMs
    }

    /// Sets the time at which the task is due, instead of an earlier setting; `.max`: never.
    mutating func set(_ task: UnsafeMutablePointer<LoopTask>, _ dueMs: Int64) throws(ResourceExhausted) {
        if dueMs == .max { return remove(task) }
        let index = task.pointee.timerIndex
        if index >= 0 { return move(Entry(dueMs: dueMs, task: task), from: index) }
        if count == capacity { try grow() }
        count &+= 1
        move(Entry(dueMs: dueMs, task: task), from: count &- 1)
    }

    mutating func remove(_ task: UnsafeMutablePointer<LoopTask>) {
        let index = task.pointee.timerIndex
        guard index >= 0, let entries else { return }
        task.pointee.timerIndex = -1
        count &-= 1
        // The last entry replaces it, unless it is the last itself.
        if index < count { move((entries + count).pointee, from: index) }
    }

    /// Removes and returns a task that is due.
    mutating func popDue(_ nowMs: Int64) -> UnsafeMutablePointer<LoopTask>? {
        guard count > 0, let first = entries?.pointee, first.dueMs <= nowMs else { return nil }
        remove(first.task)
        return first.task
    }

    private mutating func grow() throws(ResourceExhausted) {
        let wanted = capacity == 0 ? 4 : capacity &* 2
        let (size, overflow) = wanted.multipliedReportingOverflow(by: MemoryLayout<Entry>.stride)
        guard !overflow, let memory = realloc(entries, size) else { throw ResourceExhausted() }
        entries = memory.assumingMemoryBound(to: Entry.self)
        capacity = wanted
    }

    /// Stores `entry` at its position in the heap order. The slot `start` is free. All indices are less than `count`.
    private func move(_ entry: Entry, from start: Int) {
        guard let entries else { return }
        var index = start
        while index > 0 {
            let parent = (index &- 1) >> 1
            if (entries + parent).pointee.dueMs <= entry.dueMs { break }
            put((entries + parent).pointee, index)
            index = parent
        }
        while true {
            var child = index &* 2 &+ 1
            if child >= count { break }
            if child &+ 1 < count, (entries + child + 1).pointee.dueMs < (entries + child).pointee.dueMs {
                child &+= 1
            }
            if entry.dueMs <= (entries + child).pointee.dueMs { break }
            put((entries + child).pointee, index)
            index = child
        }
        put(entry, index)
    }

    private func put(_ entry: Entry, _ index: Int) {
        guard let entries else { return }
        (entries + index).initialize(to: entry)
        entry.task.pointee.timerIndex = index
    }
}

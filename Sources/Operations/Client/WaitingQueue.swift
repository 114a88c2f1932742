import Platform

/// The position of one operation in a ``WaitingQueue``.
struct Waiter {
    /// The order of arrival. An operation that leaves the queue and returns keeps its number.
    let number: Int64
    /// When its operation must ask again.
    var askAtMs = Int64.max
    fileprivate var isQueued = false
    fileprivate var previous: UnsafeMutablePointer<Waiter>?
    fileprivate var next: UnsafeMutablePointer<Waiter>?

    init(number: Int64) { self.number = number }
}

/// Operations that wait for their turn, in the order of arrival.
struct WaitingQueue {
    private(set) var first: UnsafeMutablePointer<Waiter>?
    private var last: UnsafeMutablePointer<Waiter>?
    private var lastNumber: Int64 = 0

    var isEmpty: Bool { first == nil }

    /// Returns the number of an operation that arrives now. 0 is before all numbers.
    mutating func nextNumber() -> Int64 {
        lastNumber &+= 1
        return lastNumber
    }

    /// Inserts a waiter in the order of numbers, unless it is in the queue already.
    mutating func insert(_ waiter: UnsafeMutablePointer<Waiter>) {
        if waiter.pointee.isQueued { return }
        waiter.pointee.isQueued = true
        var before = last
        while let other = before, other.pointee.number > waiter.pointee.number { before = other.pointee.previous }
        let after = before.map { $0.pointee.next } ?? first
        waiter.pointee.previous = before
        waiter.pointee.next = after
        if let before { before.pointee.next = waiter } else { first = waiter }
        if let after { after.pointee.previous = waiter } else { last = waiter }
    }

    /// Removes a waiter, if it is in the queue.
    mutating func remove(_ waiter: UnsafeMutablePointer<Waiter>) {
        guard waiter.pointee.isQueued else { return }
        waiter.pointee.isQueued = false
        let (before, after) = (waiter.pointee.previous, waiter.pointee.next)
        if let before { before.pointee.next = after } else { first = after }
        if let after { after.pointee.previous = before } else { last = before }
    }

    /// Removes waiters at the front that should have asked again but have not since `timeMs`. No thread drives their
    /// operations, and other operations must not wait for them.
    mutating func dropAbsent(sinceMs timeMs: Int64, but waiter: UnsafeMutablePointer<Waiter>?) {
        while let head = first, head != waiter, head.pointee.askAtMs < timeMs { remove(head) }
    }

    /// Returns how many waiters are before this one, which is in the queue. The number may be too high if some gave up.
    func countBefore(_ waiter: UnsafeMutablePointer<Waiter>) -> Int64 {
        guard let first, first != waiter else { return 0 }
        let distance = waiter.pointee.number &- first.pointee.number
        return distance > 1 ? distance : 1
    }
}

import Platform

/// The place of one operation in a ``WaitingLine``.
struct Waiter {
    /// In the order of arrival. An operation that leaves the line and comes back has the same number.
    let number: Int64
    /// When its operation was told to ask again.
    var askAtMs = Int64.max
    fileprivate var isInLine = false
    fileprivate var previous: UnsafeMutablePointer<Waiter>?
    fileprivate var next: UnsafeMutablePointer<Waiter>?

    init(number: Int64) { self.number = number }
}

/// Operations that wait for their turn, first come, first served.
struct WaitingLine {
    private(set) var first: UnsafeMutablePointer<Waiter>?
    private var last: UnsafeMutablePointer<Waiter>?
    private var lastNumber: Int64 = 0

    var isEmpty: Bool { first == nil }

    /// The number of an operation that arrives now. 0 is before all of them.
    mutating func nextNumber() -> Int64 {
        lastNumber &+= 1
        return lastNumber
    }

    /// Inserts a waiter by its number, unless it is in the line already.
    mutating func insert(_ waiter: UnsafeMutablePointer<Waiter>) {
        if waiter.pointee.isInLine { return }
        waiter.pointee.isInLine = true
        var before = last
        while let other = before, other.pointee.number > waiter.pointee.number { before = other.pointee.previous }
        let after = before.map { $0.pointee.next } ?? first
        waiter.pointee.previous = before
        waiter.pointee.next = after
        if let before { before.pointee.next = waiter } else { first = waiter }
        if let after { after.pointee.previous = waiter } else { last = waiter }
    }

    /// Takes a waiter out, if it is in the line.
    mutating func remove(_ waiter: UnsafeMutablePointer<Waiter>) {
        guard waiter.pointee.isInLine else { return }
        waiter.pointee.isInLine = false
        let (before, after) = (waiter.pointee.previous, waiter.pointee.next)
        if let before { before.pointee.next = after } else { first = after }
        if let after { after.pointee.previous = before } else { last = before }
    }

    /// Takes those out of the front that have not asked again since `timeMs`, though they should have: nobody drives
    /// their operations, and the others must not wait for that.
    mutating func dropAbsent(sinceMs timeMs: Int64, but waiter: UnsafeMutablePointer<Waiter>?) {
        while let head = first, head != waiter, head.pointee.askAtMs < timeMs { remove(head) }
    }

    /// How many are before this waiter, which is in the line. May be too high when some of them gave up.
    func countBefore(_ waiter: UnsafeMutablePointer<Waiter>) -> Int64 {
        guard let first, first != waiter else { return 0 }
        let distance = waiter.pointee.number &- first.pointee.number
        return distance > 1 ? distance : 1
    }
}

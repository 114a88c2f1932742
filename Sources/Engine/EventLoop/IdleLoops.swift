import Platform

/// Loops that no call uses, sorted by last use, the latest first.
struct IdleLoops {
    private var first: UnsafeMutablePointer<EventLoop>?
    /// The loop that was used longest ago, unless ``first`` is nil.
    private var last: UnsafeMutablePointer<EventLoop>?
    private(set) var count = 0

    /// Removes and returns the loop that was used last: its connections are the warmest.
    mutating func popFirst() -> UnsafeMutablePointer<EventLoop>? {
        guard let loop = first else { return nil }
        first = loop.pointee.next
        loop.pointee.next = nil
        count &-= 1
        return loop
    }

    /// Adds a loop that was used later than all others.
    mutating func push(_ loop: UnsafeMutablePointer<EventLoop>) {
        if first == nil { last = loop }
        loop.pointee.next = first
        first = loop
        count &+= 1
    }

    /// Removes the loops that were last used before `timeMs`. Returns them as a list for ``destroyAll(_:)``.
    mutating func takeUnused(sinceMs timeMs: Int64) -> UnsafeMutablePointer<EventLoop>? {
        guard first != nil, let oldest = last, oldest.pointee.lastUsedMs < timeMs else { return nil }
        var kept: UnsafeMutablePointer<EventLoop>?
        var keptCount = 0
        var link = first
        while let loop = link, loop.pointee.lastUsedMs >= timeMs {
            kept = loop
            keptCount &+= 1
            link = loop.pointee.next
        }
        if let kept { kept.pointee.next = nil } else { first = nil }
        last = kept
        count = keptCount
        return link
    }

    mutating func takeAll() -> UnsafeMutablePointer<EventLoop>? { takeUnused(sinceMs: .max) }

    static func destroyAll(_ loops: UnsafeMutablePointer<EventLoop>?) {
        var link = loops
        while let loop = link {
            link = loop.pointee.next
            destroy(loop)
        }
    }
}

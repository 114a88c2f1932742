import CPlatform
package import Platform

/// A node of an ``IntrusiveMultimap``: the key, and links to its neighbors. Its owner allocates it.
package struct Node {
    package fileprivate(set) var key: UInt64 = 0
    package let owner: UnsafeMutableRawPointer
    fileprivate var previous: UnsafeMutablePointer<Node>?
    fileprivate var next: UnsafeMutablePointer<Node>?
    package fileprivate(set) var isEntered = false

    package init(owner: UnsafeMutableRawPointer) { self.owner = owner }
}

/// Finds nodes by number: a hash table of lists, in which nodes with the same number are adjacent. Adding a node needs
/// no memory: if there is none for a larger table, the lists grow longer instead.
public struct IntrusiveMultimap: ~Copyable {
    private typealias Head = UnsafeMutablePointer<Node>?

    private var heads: UnsafeMutablePointer<UnsafeMutablePointer<Node>?>
    /// The number of lists, as its logarithm to base 2; 1 to 40.
    private var bits: Int
    package private(set) var count = 0

    package init() throws(ResourceExhausted) {
        bits = 3
        guard let heads = Self.makeHeads(bits) else { throw ResourceExhausted() }
        self.heads = heads
    }

    deinit { free(heads) }

    private static func makeHeads(_ bits: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<Node>?>? {
        // All zeroes is nil.
        calloc(1 &<< bits, MemoryLayout<Head>.stride)?.assumingMemoryBound(to: Head.self)
    }

    /// Returns the list of a key. Multiplying by the golden ratio spreads similar keys. (Knuth, TAOCP 3, 6.4)
    private static func head(
        _ heads: UnsafeMutablePointer<UnsafeMutablePointer<Node>?>, _ bits: Int, _ key: UInt64
    ) -> UnsafeMutablePointer<UnsafeMutablePointer<Node>?> {
        // The shift leaves `bits` bits: below the number of lists.
        heads + Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> UInt64(truncatingIfNeeded: 64 &- bits))
    }

    /// Returns the first node with that number; ``next(_:)`` returns the others.
    package func first(_ key: UInt64) -> UnsafeMutablePointer<Node>? {
        var node = Self.head(heads, bits, key).pointee
        while let candidate = node {
            if candidate.pointee.key == key { return candidate }
            node = candidate.pointee.next
        }
        return nil
    }

    /// Returns the next node with the same number.
    package func next(_ node: UnsafeMutablePointer<Node>) -> UnsafeMutablePointer<Node>? {
        guard let next = node.pointee.next, next.pointee.key == node.pointee.key else { return nil }
        return next
    }

    /// Adds a node. Returns true if it is the only node with that number.
    @discardableResult
    package mutating func insert(_ node: UnsafeMutablePointer<Node>, _ key: UInt64) -> Bool {
        if count >> 1 >= 1 &<< bits { grow() }
        node.pointee.key = key
        node.pointee.isEntered = true
        count &+= 1
        return enter(node, heads, bits)
    }

    private func enter(
        _ node: UnsafeMutablePointer<Node>, _ heads: UnsafeMutablePointer<UnsafeMutablePointer<Node>?>, _ bits: Int
    ) -> Bool {
        let head = Self.head(heads, bits, node.pointee.key)
        var match = head.pointee
        while let candidate = match, candidate.pointee.key != node.pointee.key { match = candidate.pointee.next }
        let isOnly = match == nil
        // After a node with the same number, or at the beginning.
        node.pointee.previous = match
        node.pointee.next = match.map { $0.pointee.next } ?? head.pointee
        node.pointee.next?.pointee.previous = node
        if let match { match.pointee.next = node } else { head.pointee = node }
        return isOnly
    }

    /// Removes a node. Returns true if it was the last node with its number.
    @discardableResult
    package mutating func remove(_ node: UnsafeMutablePointer<Node>) -> Bool {
        let key = node.pointee.key
        let (previous, next) = (node.pointee.previous, node.pointee.next)
        if let previous { previous.pointee.next = next } else { Self.head(heads, bits, key).pointee = next }
        next?.pointee.previous = previous
        node.pointee.previous = nil
        node.pointee.next = nil
        node.pointee.isEntered = false
        count &-= 1
        return previous?.pointee.key != key && next?.pointee.key != key
    }

    package func forEach(_ body: (UnsafeMutablePointer<Node>) -> Void) {
        var index = 0
        while index < 1 &<< bits {
            var node = (heads + index).pointee
            while let current = node {
                node = current.pointee.next
                body(current)
            }
            index &+= 1
        }
    }

    private mutating func grow() {
        guard bits < 40, let larger = Self.makeHeads(bits &+ 1) else { return }
        let newBits = bits &+ 1
        forEach { _ = enter($0, larger, newBits) }
        free(heads)
        heads = larger
        bits = newBits
    }
}

/// An element that contains the links of the ``LinkedList`` in which it is. It is in at most one list.
package protocol Linked: ~Copyable {
    var previous: UnsafeMutablePointer<Self>? { get set }
    var next: UnsafeMutablePointer<Self>? { get set }
}

/// A doubly linked list of elements that the caller owns.
package struct LinkedList<Element: Linked & ~Copyable> {
    package private(set) var first: UnsafeMutablePointer<Element>?
    private var last: UnsafeMutablePointer<Element>?

    package init() {}

    package mutating func append(_ element: UnsafeMutablePointer<Element>) {
        element.pointee.previous = last
        element.pointee.next = nil
        if let last { last.pointee.next = element } else { first = element }
        last = element
    }

    package mutating func remove(_ element: UnsafeMutablePointer<Element>) {
        let (previous, next) = (element.pointee.previous, element.pointee.next)
        if let previous { previous.pointee.next = next } else { first = next }
        if let next { next.pointee.previous = previous } else { last = previous }
        element.pointee.previous = nil
        element.pointee.next = nil
    }

    package mutating func popFirst() -> UnsafeMutablePointer<Element>? {
        guard let element = first else { return nil }
        remove(element)
        return element
    }
}

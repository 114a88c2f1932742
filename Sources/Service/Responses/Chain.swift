/// A linked list of elements whose number is not known in advance. Afterwards the array of pointers to them is made.
struct Chain {
    private(set) var first: UnsafeMutableRawPointer?
    private(set) var last: UnsafeMutableRawPointer?
    private(set) var count = 0
    /// The offset of the pointer to the next element.
    let nextOffset: Int

    init(nextOffset: Int) { self.nextOffset = nextOffset }

    mutating func append(_ element: UnsafeMutableRawPointer) {
        if let last { setNext(of: last, element) } else { first = element }
        last = element
        count &+= 1
    }

    func next(of element: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        (element + nextOffset).load(as: UnsafeMutableRawPointer?.self)
    }

    func setNext(of element: UnsafeMutableRawPointer, _ next: UnsafeMutableRawPointer?) {
        (element + nextOffset).storePointer(next)
    }
}

extension Chain {
    private func order(_ element: UnsafeMutableRawPointer, _ offset: Int) -> Int64 {
        (element + offset).load(as: Int64.self)
    }

    private func isSorted(by offset: Int) -> Bool {
        guard var current = first else { return true }
        while let following = next(of: current) {
            if order(following, offset) < order(current, offset) { return false }
            current = following
        }
        return true
    }

    /// Sorts by the integer at `offset`; the sort is stable. It merges runs of 1, 2, 4, … elements, so the time is
    /// within n log n and the stack does not grow, whatever the service sends.
    mutating func sort(by offset: Int) {
        guard !isSorted(by: offset) else { return }
        var length = 1
        while length < count {
            var rest = first
            first = nil
            last = nil
            while let left = rest {
                let right = cut(left, after: length)
                rest = right.flatMap { cut($0, after: length) }
                appendMerged(left, right, offset)
            }
            length = length &* 2
        }
    }

    /// Ends a chain after `length` elements, and returns the rest.
    private func cut(_ start: UnsafeMutableRawPointer, after length: Int) -> UnsafeMutableRawPointer? {
        var end = start
        var left = length
        while left > 1, let following = next(of: end) {
            end = following
            left &-= 1
        }
        let rest = next(of: end)
        setNext(of: end, nil)
        return rest
    }

    private mutating func appendMerged(
        _ left: UnsafeMutableRawPointer, _ right: UnsafeMutableRawPointer?, _ offset: Int
    ) {
        var left: UnsafeMutableRawPointer? = left
        var right = right
        while let one = left ?? right {
            var least = one
            if let other = right, left != nil, order(other, offset) < order(one, offset) { least = other }
            if least == left { left = next(of: least) } else { right = next(of: least) }
            link(least)
        }
    }

    /// Appends an element that is already counted.
    private mutating func link(_ element: UnsafeMutableRawPointer) {
        if let last { setNext(of: last, element) } else { first = element }
        setNext(of: element, nil)
        last = element
    }
}

import CPlatform
import CSchema
import JSON
import Platform

/// Elements are chained as they come, since their number is known only at the end; then the array of pointers to them
/// is made.
private struct Chain {
    var first: UnsafeMutableRawPointer?
    var last: UnsafeMutableRawPointer?
    var count = 0
    /// Where an element holds the pointer to the next one.
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

extension AnswerReader {
    /// Reads an array of objects. Elements that are null are left out.
    @_optimize(speed)
    mutating func readObjects(_ field: Field, into structure: Place, _ block: inout Block) throws(JSONError) {
        guard let object = field.pointee.object else { return }
        var chain = Chain(nextOffset: Int(object.pointee.next_offset))
        var at = reader.place
        var isMore = try reader.enterArray(&at)
        while isMore {
            reader.place = at
            if at.byte == UInt8(ascii: "n"), try reader.takeNull() {
                // No element.
            } else if let element = try readStructure(object, &block) {
                chain.append(element)
            }
            at = reader.place
            isMore = try reader.nextElement(&at)
        }
        reader.place = at
        if object.pointee.order_offset != 0 { chain.sort(by: Int(object.pointee.order_offset)) }
        let pointers = try allocatePointers(chain.count, &block)
        var element = chain.first
        var place = pointers
        while let current = element {
            place.storePointer(current)
            place += MemoryLayout<UnsafeMutableRawPointer>.stride
            element = chain.next(of: current)
        }
        finish(field, structure, pointers, chain.count)
    }

    /// Reads an array of strings. Elements that are null are left out.
    @_optimize(speed)
    mutating func readTexts(_ field: Field, into structure: Place, _ block: inout Block) throws(JSONError) {
        var at = reader.place
        var isMore = try reader.enterArray(&at)
        var pointers = try allocatePointers(0, &block)
        var count = 0
        while isMore {
            if let text = try readElement(&at) {
                // Nothing else takes memory meanwhile, so the array grows where it is, as long as there is room.
                if count != 0, !block.extendLast(by: MemoryLayout<UnsafeMutableRawPointer>.stride) {
                    pointers = try moved(pointers, count, &block)
                }
                (pointers + count &* MemoryLayout<UnsafeMutableRawPointer>.stride).storePointer(text)
                count &+= 1
            }
            isMore = try reader.nextElement(&at)
        }
        reader.place = at
        structureBytes &+= count &* MemoryLayout<UnsafeMutableRawPointer>.stride
        finish(field, structure, pointers, count)
    }

    /// The array with room for one more, in the next chunk: these grow, so that an array is seldom moved.
    @inline(never)
    private mutating func moved(_ pointers: Place, _ count: Int, _ block: inout Block) throws(JSONError) -> Place {
        let place = try allocatePointers(count &+ 1, &block)
        memcpy(place, pointers, count &* MemoryLayout<UnsafeMutableRawPointer>.stride)
        return place
    }

    /// The string that is next; `nil` for `null`.
    @_optimize(speed)
    @inline(__always)
    private mutating func readElement(_ at: inout JSONPlace) throws(JSONError) -> UnsafeMutablePointer<UInt8>? {
        if let text = at.takePlainString() { return text }
        reader.place = at
        let text = try reader.takeNull() ? nil : readText().start
        at = reader.place
        return text
    }

    /// Also of an empty array there is a pointer, which tells it from one that is absent.
    private mutating func allocatePointers(_ count: Int, _ block: inout Block) throws(JSONError) -> Place {
        // Each element took a byte of the text at least, which is below 2^27.
        let place = try allocate((count == 0 ? 1 : count) &* MemoryLayout<UnsafeMutableRawPointer>.stride, &block)
        if count == 0 { place.storePointer(nil) }
        return place
    }

    private func finish(_ field: Field, _ structure: Place, _ pointers: Place, _ count: Int) {
        (structure + Int(field.pointee.offset)).storePointer(pointers)
        (structure + Int(field.pointee.beside_offset)).storeBytes(of: Int64(count), as: Int64.self)
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

    /// Sorts by the integer at `offset`; equal ones keep their order. Merges runs of 1, 2, 4, … elements, so that the
    /// time stays within n log n and no stack grows, whatever the service sends.
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

    /// Ends a chain after `length` elements; what came behind.
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

    /// As ``append(_:)``, of an element that has been counted.
    private mutating func link(_ element: UnsafeMutableRawPointer) {
        if let last { setNext(of: last, element) } else { first = element }
        setNext(of: element, nil)
        last = element
    }
}

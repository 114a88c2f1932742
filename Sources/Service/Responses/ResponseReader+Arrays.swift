import CPlatform
import CSchema
import JSON
import Platform

extension ResponseReader {
    /// Reads an array of objects. Elements that are null are skipped; other elements that are not objects are dropped.
    @_optimize(speed)
    mutating func readObjects(_ field: Field, into structure: Storage, _ block: inout Block) throws(JSONError) {
        guard let object = cschema_element_object(field) else { return }
        var chain = Chain(nextOffset: Int(object.pointee.next_offset))
        var listed = dropped
        var at = reader.cursor
        var isMore = try reader.enterArray(&at)
        while isMore {
            reader.cursor = at
            if at.byte == UInt8(ascii: "{") {
                if let element = try readStructure(object, &block) {
                    chain.append(element)
                    if dropped.count != listed.count {
                        try listDropped(after: listed, of: object, in: element, isElement: true, &block)
                        listed = dropped
                    }
                }
            } else if try !reader.takeNull() {
                try dropElement(field, &block)
            }
            at = reader.cursor
            isMore = try reader.nextElement(&at)
        }
        reader.cursor = at
        if object.pointee.order_offset != 0 { chain.sort(by: Int(object.pointee.order_offset)) }
        let pointers = try allocatePointers(chain.count, &block)
        var element = chain.first
        var slot = pointers
        while let current = element {
            slot.storePointer(current)
            slot += MemoryLayout<UnsafeMutableRawPointer>.stride
            element = chain.next(of: current)
        }
        finish(field, structure, pointers, chain.count)
    }

    /// Reads an array of strings. Elements that are null are skipped; objects and arrays are dropped.
    mutating func readTexts(_ field: Field, into structure: Storage, _ block: inout Block) throws(JSONError) {
        var at = reader.cursor
        var isMore = try reader.enterArray(&at)
        var pointers = try allocatePointers(0, &block)
        var count = 0
        var droppedBefore = dropped.count
        while isMore {
            if let text = try readElement(&at, &block) {
                // The array grows in place while there is room after it, and no path of a dropped element was allocated
                // there.
                if count != 0,
                    dropped.count != droppedBefore
                        || !block.extendLast(by: MemoryLayout<UnsafeMutableRawPointer>.stride)
                {
                    pointers = try moved(pointers, count, &block)
                    droppedBefore = dropped.count
                }
                (pointers + count &* MemoryLayout<UnsafeMutableRawPointer>.stride).storePointer(text)
                count &+= 1
            }
            isMore = try reader.nextElement(&at)
        }
        reader.cursor = at
        structureBytes &+= count &* MemoryLayout<UnsafeMutableRawPointer>.stride
        finish(field, structure, pointers, count)
    }

    /// Returns a copy of the array with room for one more pointer, in the next chunk. Chunks grow, so an array is
    /// rarely moved.
    @inline(never)
    private mutating func moved(_ pointers: Storage, _ count: Int, _ block: inout Block) throws(JSONError) -> Storage {
        let copy = try allocatePointers(count &+ 1, &block)
        memcpy(copy, pointers, count &* MemoryLayout<UnsafeMutableRawPointer>.stride)
        return copy
    }

    /// Reads the next string. Returns `nil` for `null`, and for a dropped element.
    @_optimize(speed)
    @inline(__always)
    private mutating func readElement(
        _ at: inout JSONCursor, _ block: inout Block
    ) throws(JSONError) -> UnsafeMutablePointer<UInt8>? {
        if let text = at.takePlainString() { return text }
        reader.cursor = at
        let text = try reader.takeNull() ? nil : readOtherElement(&block)
        at = reader.cursor
        return text
    }

    /// Does the same as ``readScalar(_:of:into:_:)`` for an element.
    @inline(never)
    private mutating func readOtherElement(
        _ block: inout Block
    ) throws(JSONError) -> UnsafeMutablePointer<UInt8>? {
        do throws(JSONError) {
            return try readText().start
        } catch {
            guard error.reason.isAboutValue, !isStrict else { throw error }
            if error.reason == .wrongKind {
                if reader.kind == .number || reader.kind == .boolean { return try reader.literalText().start }
                try reader.skipValue()
            }
        }
        try noteDropped(&block)
        return nil
    }

    /// Skips an element that is not an object, and stores its path.
    @inline(never)
    private mutating func dropElement(_ field: Field, _ block: inout Block) throws(JSONError) {
        if mustBeRight(field) { throw reader.wrongKind(.object, reader.cursor) }
        try reader.skipValue()
        try noteDropped(&block)
    }

    /// Allocates an array of pointers. An empty array also has an address, in contrast to an absent one.
    mutating func allocatePointers(_ count: Int, _ block: inout Block) throws(JSONError) -> Storage {
        // Each element needs at least a byte of the text, which is shorter than 2^27 bytes.
        let pointers = try allocate((count == 0 ? 1 : count) &* MemoryLayout<UnsafeMutableRawPointer>.stride, &block)
        if count == 0 { pointers.storePointer(nil) }
        return pointers
    }

    private func finish(_ field: Field, _ structure: Storage, _ pointers: Storage, _ count: Int) {
        (structure + Int(field.pointee.offset)).storePointer(pointers)
        (structure + Int(field.pointee.paired_offset)).storeBytes(of: Int64(count), as: Int64.self)
    }
}

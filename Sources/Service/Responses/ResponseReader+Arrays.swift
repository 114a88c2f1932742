import CPlatform
import CSchema
import JSON
import Platform

extension ResponseReader {
    /// Reads an array of objects. Elements that are null are left out, and so are others that are not objects.
    @_optimize(speed)
    mutating func readObjects(_ field: Field, into structure: Place, _ block: inout Block) throws(JSONError) {
        guard let object = field.pointee.object else { return }
        var chain = Chain(nextOffset: Int(object.pointee.next_offset))
        var listed = dropped
        var at = reader.place
        var isMore = try reader.enterArray(&at)
        while isMore {
            reader.place = at
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

    /// Reads an array of strings. Elements that are null are left out, and so are objects and arrays.
    mutating func readTexts(_ field: Field, into structure: Place, _ block: inout Block) throws(JSONError) {
        var at = reader.place
        var isMore = try reader.enterArray(&at)
        var pointers = try allocatePointers(0, &block)
        var count = 0
        var droppedBefore = dropped.count
        while isMore {
            if let text = try readElement(&at, &block) {
                // Unless the path of a dropped element took memory meanwhile, the array grows where it is, as long as
                // there is room.
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

    /// The string that is next; `nil` for `null`, and for what has been dropped.
    @_optimize(speed)
    @inline(__always)
    private mutating func readElement(
        _ at: inout JSONPlace, _ block: inout Block
    ) throws(JSONError) -> UnsafeMutablePointer<UInt8>? {
        if let text = at.takePlainString() { return text }
        reader.place = at
        let text = try reader.takeNull() ? nil : readOtherElement(&block)
        at = reader.place
        return text
    }

    /// As ``readScalar(_:of:into:_:)``, for an element.
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

    /// Skips an element that is not an object, and notes its path.
    @inline(never)
    private mutating func dropElement(_ field: Field, _ block: inout Block) throws(JSONError) {
        if mustBeRight(field) { throw reader.wrongKind(.object, reader.place) }
        try reader.skipValue()
        try noteDropped(&block)
    }

    /// Also of an empty array there is a pointer, which tells it from one that is absent.
    mutating func allocatePointers(_ count: Int, _ block: inout Block) throws(JSONError) -> Place {
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

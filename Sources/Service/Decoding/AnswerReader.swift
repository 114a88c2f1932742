import CPlatform
import CSchema
import JSON
import Platform

/// Reads an answer into structures, as the tables of CSchema say: bytes and structures lie in one ``Block``.
///
/// Where it writes: offsets come from the tables, which are made by `offsetof` for the structure that is being filled,
/// whose size they also hold. Nesting follows the tables, so the recursion is as deep as they are: five.
///
/// Compiled for speed, in a module that is compiled for size: what is here runs once a value.
struct AnswerReader: ~Copyable {
    typealias Object = UnsafePointer<cschema_object>
    typealias Field = UnsafePointer<cschema_field>
    typealias Place = UnsafeMutableRawPointer

    var reader: JSONReader
    /// What structures have taken, to tell an answer that grows beyond all bounds from memory that is short.
    var structureBytes = 0

    /// Fills the structure with the object that is next.
    @_optimize(speed)
    mutating func readObject(_ object: Object, into structure: Place, _ block: inout Block) throws(JSONError) {
        guard let first = object.pointee.fields, let blank = object.pointee.blank else { return }
        memcpy(structure, blank, Int(object.pointee.size_bytes))
        var isMore = try reader.enterObject()
        // Answers come in the order of the example that the tables follow: then a key is one comparison.
        var expected = first
        var hasAlias: UInt8 = 0
        while isMore {
            if let field = try readKey(expected, object) {
                expected = field + 1
                hasAlias |= field.pointee.is_alias
                let place = structure + Int(field.pointee.offset)
                if try reader.takeNull() {
                    forget(field, of: object, in: structure)
                } else {
                    // Written out here, since nearly all of the time is spent on it.
                    switch field.pointee.kind {
                    case .text: place.storePointer(try readText().start)
                    case .word: try readWord(field, into: structure)
                    case .integer: place.storeBytes(of: try reader.integer(), as: Int64.self)
                    default: try readOther(field, into: structure, &block)
                    }
                }
            } else {
                try reader.skipValue()
            }
            isMore = try reader.nextMember()
        }
        if hasAlias != 0 { settleAliases(object, structure) }
    }

    /// The field of the key that is next, or `nil` for a key that is not known.
    @_optimize(speed)
    @inline(__always)
    private mutating func readKey(_ expected: Field, _ object: Object) throws(JSONError) -> Field? {
        if cschema_is_key(expected, reader.next) != 0 {
            try reader.passKey(Int(expected.pointee.key_length))
            return expected
        }
        let key = try reader.key()
        return cschema_find(object, key.start, key.count)
    }

    /// The value of the kinds that are rare, or that have values below them.
    @_optimize(speed)
    @inline(never)
    private mutating func readOther(
        _ field: Field, into structure: Place, _ block: inout Block
    ) throws(JSONError) {
        let place = structure + Int(field.pointee.offset)
        switch field.pointee.kind {
        case .object: place.storePointer(try readStructure(field.pointee.object, &block))
        case .objects: try readObjects(field, into: structure, &block)
        case .texts: try readTexts(field, into: structure, &block)
        case .boolean: place.storeBytes(of: try reader.boolean() ? 1 : 0, as: Int32.self)
        case .number: place.storeBytes(of: try reader.double(), as: Double.self)
        // The two kinds left. Named, an eleventh one in the tables, which are C, would be a trap.
        default: try readScalar(field.pointee.kind, into: place, &block)
        }
    }

    /// The word of an enum: its value, and beside it its text.
    @_optimize(speed)
    @inline(__always)
    private mutating func readWord(_ field: Field, into structure: Place) throws(JSONError) {
        let value: Int32
        let text: UnsafeMutablePointer<UInt8>
        if let word = cschema_word_at(field.pointee.words, reader.next) {
            value = word.pointee.value
            text = reader.passString(Int(word.pointee.length))
        } else {
            let other = try readText()
            value = cschema_word_value(field.pointee.words, other.start, other.count)
            text = other.start
        }
        (structure + Int(field.pointee.offset)).storeBytes(of: value, as: Int32.self)
        (structure + Int(field.pointee.beside_offset)).storePointer(text)
    }

    /// The string that is next, as what it must become: a C string.
    @_optimize(speed)
    @inline(__always)
    mutating func readText() throws(JSONError) -> JSONText {
        let text = try reader.string()
        if text.holdsNUL { throw reader.failure(.nul, of: text) }
        return text
    }

    /// The object that is next, in a structure of its own.
    @_optimize(speed)
    mutating func readStructure(_ object: Object?, _ block: inout Block) throws(JSONError) -> Place? {
        // A field of this kind names its object; a test goes through the tables.
        guard let object else { return nil }
        // Before memory is taken for it.
        guard reader.next.pointee == UInt8(ascii: "{") else { throw reader.wrongKind(.object) }
        let place = try allocate(Int(object.pointee.size_bytes), &block)
        try readObject(object, into: place, &block)
        return place
    }

    /// A string, or a number as it is written: with some senders a code is one, of which 0 is no code.
    @inline(never)
    private mutating func readScalar(
        _ kind: cschema_kind, into place: Place, _ block: inout Block
    ) throws(JSONError) {
        guard reader.kind == .number else { return place.storePointer(try readText().start) }
        let text = try reader.numberText()
        if kind == .code, text == "0" { return }
        let copy = try allocate(text.count &+ 1, &block)
        memcpy(copy, text.start, text.count)
        place.storePointer(copy)
    }

    /// What a field is when it was never there: `null` takes away what an earlier member of that name gave.
    @inline(never)
    private func forget(_ field: Field, of object: Object, in structure: Place) {
        let offset = Int(field.pointee.offset)
        let beside = Int(field.pointee.beside_offset)
        guard let blank = object.pointee.blank else { return }
        switch field.pointee.kind {
        case .boolean:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int32>.size)
        case .word:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int32>.size)
            memcpy(structure + beside, blank + beside, MemoryLayout<Int>.size)
        case .texts, .objects:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int>.size)
            memcpy(structure + beside, blank + beside, MemoryLayout<Int64>.size)
        default:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int64>.size)
        }
    }

    /// Gives each field that its first spelling left empty what the second one holds.
    private func settleAliases(_ object: Object, _ place: Place) {
        guard var alias = object.pointee.aliases else { return }
        let end = alias + Int(object.pointee.alias_count)
        while alias != end {
            settle(alias, place)
            alias += 1
        }
    }

    @inline(__always)
    private func settle(_ alias: UnsafePointer<cschema_alias>, _ structure: Place) {
        let to = structure + Int(alias.pointee.to_offset)
        let value = (structure + Int(alias.pointee.from_offset)).load(as: Int64.self)
        switch alias.pointee.kind {
        case .integer:
            if to.load(as: Int64.self) == Absent.integer { to.storeBytes(of: value, as: Int64.self) }
        case .texts, .objects: settleArray(alias, structure)
        default:
            if to.load(as: Int64.self) == 0 { to.storeBytes(of: value, as: Int64.self) }
        }
    }

    /// Texts that are none are an answer; elements of a page that are none under one name may stand under the other.
    @inline(never)
    private func settleArray(_ alias: UnsafePointer<cschema_alias>, _ structure: Place) {
        let to = structure + Int(alias.pointee.to_offset)
        let toCount = structure + Int(alias.pointee.to_count_offset)
        let from = (structure + Int(alias.pointee.from_offset)).load(as: Place?.self)
        let isEmpty = toCount.load(as: Int64.self) == 0
        let isThere = to.load(as: Place?.self) != nil
        guard let from, alias.pointee.kind == .objects ? isEmpty : !isThere else { return }
        to.storePointer(from)
        let count = (structure + Int(alias.pointee.from_count_offset)).load(as: Int64.self)
        toCount.storeBytes(of: count, as: Int64.self)
    }

    mutating func allocate(_ size: Int, _ block: inout Block) throws(JSONError) -> Place {
        structureBytes &+= size
        do { return try block.allocate(size) } catch { throw JSONError(.outOfMemory, at: reader.offset) }
    }
}

extension UnsafeMutableRawPointer {
    @inline(__always)
    func storePointer(_ pointer: UnsafeMutableRawPointer?) {
        storeBytes(of: pointer, as: UnsafeMutableRawPointer?.self)
    }

    @inline(__always)
    func storePointer(_ pointer: UnsafeMutablePointer<UInt8>) {
        storeBytes(of: UnsafeMutableRawPointer(pointer), as: UnsafeMutableRawPointer.self)
    }
}

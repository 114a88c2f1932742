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
struct ResponseReader: ~Copyable {
    typealias Object = UnsafePointer<cschema_object>
    typealias Field = UnsafePointer<cschema_field>
    typealias Place = UnsafeMutableRawPointer

    var reader: JSONReader
    /// What structures have taken, to tell an answer that grows beyond all bounds from memory that is short.
    var structureBytes = 0
    /// Treats a value of another kind as an error: for tests.
    let isStrict: Bool
    /// The JSON paths of values that were dropped.
    var dropped = Chain(nextOffset: 0)

    init(_ reader: consuming JSONReader, isStrict: Bool) {
        self.reader = reader
        self.isStrict = isStrict
    }

    /// Fills the structure with the object that is next.
    @_optimize(speed)
    mutating func readObject(_ object: Object, into structure: Place, _ block: inout Block) throws(JSONError) {
        guard let first = object.pointee.fields, let blank = object.pointee.blank else { return }
        memcpy(structure, blank, Int(object.pointee.size_bytes))
        var at = reader.place
        var isMore = try reader.enterObject(&at)
        // Answers come in the order of the example that the tables follow: then a key is one comparison. What the
        // example does not have stands behind it in the tables, and in between in answers, in the same order: where one
        // of the two was left, it goes on.
        var expected = first
        var leftOff = first
        var hasAlias: UInt8 = 0
        while isMore {
            let field: Field?
            if cschema_is_key(expected, at.bytes) != 0 {
                field = expected
                try reader.passKey(Int(expected.pointee.quoted_length), &at)
            } else {
                if cschema_is_key(leftOff, at.bytes) != 0 {
                    field = leftOff
                    try reader.passKey(Int(leftOff.pointee.quoted_length), &at)
                } else {
                    let key = try reader.key(&at)
                    // In front of it is its quote.
                    field = cschema_find(object, key.start - 1, key.count)
                    if let field { hasAlias |= field.pointee.is_alias }
                }
                leftOff = expected
            }
            if let field {
                expected = field + 1
                if !takeFrequent(field, into: structure, &at) {
                    reader.place = at
                    try readValue(field, of: object, into: structure, &block)
                    at = reader.place
                }
            } else {
                reader.place = at
                try reader.skipValue()
                at = reader.place
            }
            isMore = try reader.nextMember(&at)
        }
        reader.place = at
        if hasAlias != 0 { settleAliases(object, structure) }
    }

    /// Takes the value that is next if it is what nearly all are, a text, a word or an integer as they are mostly
    /// written. Whether it was; if not, nothing has happened.
    @_optimize(speed)
    @inline(__always)
    private func takeFrequent(_ field: Field, into structure: Place, _ at: inout JSONPlace) -> Bool {
        let place = structure + Int(field.pointee.offset)
        switch field.pointee.kind {
        case .text:
            guard let text = at.takePlainString() else { return false }
            place.storePointer(text)
        case .word:
            guard let word = cschema_word_at(field.pointee.words, at.bytes) else { return false }
            place.storeBytes(of: word.pointee.value, as: Int32.self)
            let text = at.passString(Int(word.pointee.quoted_length))
            (structure + Int(field.pointee.beside_offset)).storePointer(text)
        case .integer:
            guard let value = at.takePlainInteger() else { return false }
            place.storeBytes(of: value, as: Int64.self)
        default: return false
        }
        return true
    }

    /// The value that is next, of whatever kind and however it is written.
    @_optimize(speed)
    @inline(never)
    private mutating func readValue(
        _ field: Field, of object: Object, into structure: Place, _ block: inout Block
    ) throws(JSONError) {
        if try reader.takeNull() { return forget(field, of: object, in: structure) }
        let first = reader.place.byte
        switch field.pointee.kind {
        case .object where first == UInt8(ascii: "{"):
            let place = structure + Int(field.pointee.offset)
            place.storePointer(try readStructure(field.pointee.object, &block))
        case .objects where first == UInt8(ascii: "["): try readObjects(field, into: structure, &block)
        case .texts where first == UInt8(ascii: "["): try readTexts(field, into: structure, &block)
        default: try readScalar(field, of: object, into: structure, &block)
        }
    }

    /// The object that is next, of which the brace has been seen, in a structure of its own.
    @_optimize(speed)
    mutating func readStructure(_ object: Object?, _ block: inout Block) throws(JSONError) -> Place? {
        // A field of this kind names its object; a test goes through the tables.
        guard let object else { return nil }
        let place = try allocate(Int(object.pointee.size_bytes), &block)
        try readObject(object, into: place, &block)
        return place
    }

    /// What a field is when it was never there: `null` takes away what an earlier member of that name gave.
    @inline(never)
    func forget(_ field: Field, of object: Object, in structure: Place) {
        let offset = Int(field.pointee.offset)
        let beside = Int(field.pointee.beside_offset)
        guard let blank = object.pointee.blank else { return }
        switch field.pointee.kind {
        case .boolean:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int32>.size)
        case .word:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int32>.size)
            memcpy(structure + beside, blank + beside, MemoryLayout<Int>.size)
        case .texts, .objects, .amount:
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

import CPlatform
import CSchema
import JSON
import Platform

/// Reads a response into structures, as specified by the tables of CSchema. The bytes and the structures are in one
/// ``Block``.
///
/// Writes are in bounds: offsets come from the tables, which are made with `offsetof` for the structure and contain its
/// size. Nesting follows the tables, so the recursion depth is at most theirs, five.
///
/// Compiled for speed, in a module that is compiled for size, because this code runs once for each value.
struct ResponseReader: ~Copyable {
    typealias Object = UnsafePointer<cschema_object>
    typealias Field = UnsafePointer<cschema_field>
    typealias Storage = UnsafeMutableRawPointer

    var reader: JSONReader
    /// The size of all structures, to distinguish a response that is too large from a lack of memory.
    var structureBytes = 0
    /// True if a value of another kind is an error; for tests.
    let isStrict: Bool
    /// The JSON paths of values that were dropped.
    var dropped = Chain(nextOffset: 0)

    init(_ reader: consuming JSONReader, isStrict: Bool) {
        self.reader = reader
        self.isStrict = isStrict
    }

    /// Reads the next object into the structure.
    @_optimize(speed)
    mutating func readObject(_ object: Object, into structure: Storage, _ block: inout Block) throws(JSONError) {
        guard let first = object.pointee.fields, let blank = object.pointee.blank else { return }
        memcpy(structure, blank, Int(object.pointee.size_bytes))
        var at = reader.cursor
        var isMore = try reader.enterObject(&at)
        // Responses have the order of the documented example, which the tables follow, so one comparison finds most
        // keys. Keys that are not in the example are at the end of the tables, and between other keys in responses, in
        // the same order. `leftOff` is the expected key in the other part.
        var expected = first
        var leftOff = first
        var hasAlias = false
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
                    // The quote is before the key.
                    field = cschema_find(object, key.start - 1, key.count)
                    if let field, cschema_is_alias(field) != 0 { hasAlias = true }
                }
                leftOff = expected
            }
            if let field {
                expected = field + 1
                if !takeFrequent(field, into: structure, &at) {
                    reader.cursor = at
                    try readValue(field, of: object, into: structure, &block)
                    at = reader.cursor
                }
            } else {
                reader.cursor = at
                try reader.skipValue()
                at = reader.cursor
            }
            isMore = try reader.nextMember(&at)
        }
        reader.cursor = at
        if hasAlias { applyAliases(object, structure) }
    }

    /// Reads the next value if it has the most frequent form of a text, an enum name or an integer. Otherwise returns
    /// false and consumes nothing.
    @_optimize(speed)
    @inline(__always)
    private func takeFrequent(_ field: Field, into structure: Storage, _ at: inout JSONCursor) -> Bool {
        let storage = structure + Int(field.pointee.offset)
        switch field.pointee.kind {
        case .text:
            guard let text = at.takePlainString() else { return false }
            storage.storePointer(text)
        case .enumeration:
            guard let name = cschema_enum_name_at(field.pointee.names, at.bytes) else { return false }
            storage.storeBytes(of: name.pointee.value, as: Int32.self)
            let text = at.passString(Int(name.pointee.quoted_length))
            (structure + Int(field.pointee.paired_offset)).storePointer(text)
        case .integer:
            guard let value = at.takePlainInteger() else { return false }
            storage.storeBytes(of: value, as: Int64.self)
        default: return false
        }
        return true
    }

    /// Reads the next value, of any kind and in any form.
    @_optimize(speed)
    @inline(never)
    private mutating func readValue(
        _ field: Field, of object: Object, into structure: Storage, _ block: inout Block
    ) throws(JSONError) {
        if try reader.takeNull() { return forget(field, of: object, in: structure) }
        let first = reader.cursor.byte
        switch field.pointee.kind {
        case .object where first == UInt8(ascii: "{"):
            let storage = structure + Int(field.pointee.offset)
            storage.storePointer(try readStructure(field.pointee.object, &block))
        case .objects where first == UInt8(ascii: "["): try readObjects(field, into: structure, &block)
        case .texts where first == UInt8(ascii: "["): try readTexts(field, into: structure, &block)
        default: try readScalar(field, of: object, into: structure, &block)
        }
    }

    /// Reads the next object, whose brace was seen, into a new structure.
    @_optimize(speed)
    mutating func readStructure(_ object: Object?, _ block: inout Block) throws(JSONError) -> Storage? {
        // A field of this kind has a table; a test checks that.
        guard let object else { return nil }
        let storage = try allocate(Int(object.pointee.size_bytes), &block)
        try readObject(object, into: storage, &block)
        return storage
    }

    /// Makes a field absent: `null` removes the value of an earlier member with the same name.
    @inline(never)
    func forget(_ field: Field, of object: Object, in structure: Storage) {
        let offset = Int(field.pointee.offset)
        let paired = Int(field.pointee.paired_offset)
        guard let blank = object.pointee.blank else { return }
        switch field.pointee.kind {
        case .boolean:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int32>.size)
        case .enumeration:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int32>.size)
            memcpy(structure + paired, blank + paired, MemoryLayout<Int>.size)
        case .texts, .objects, .amount:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int>.size)
            memcpy(structure + paired, blank + paired, MemoryLayout<Int64>.size)
        default:
            memcpy(structure + offset, blank + offset, MemoryLayout<Int64>.size)
        }
    }

    /// Copies to each field that is absent the value of its second spelling.
    private func applyAliases(_ object: Object, _ storage: Storage) {
        guard var alias = object.pointee.aliases else { return }
        let end = alias + Int(object.pointee.alias_count)
        while alias != end {
            applyAlias(alias, storage)
            alias += 1
        }
    }

    @inline(__always)
    private func applyAlias(_ alias: UnsafePointer<cschema_alias>, _ structure: Storage) {
        let to = structure + Int(alias.pointee.to_offset)
        let value = (structure + Int(alias.pointee.from_offset)).load(as: Int64.self)
        switch alias.pointee.kind {
        case .integer:
            if to.load(as: Int64.self) == Absent.integer { to.storeBytes(of: value, as: Int64.self) }
        case .texts, .objects: applyArrayAlias(alias, structure)
        default:
            if to.load(as: Int64.self) == 0 { to.storeBytes(of: value, as: Int64.self) }
        }
    }

    /// Handles arrays. An empty array of texts is a value. If an array of objects is empty, the array under the other
    /// name is used.
    @inline(never)
    private func applyArrayAlias(_ alias: UnsafePointer<cschema_alias>, _ structure: Storage) {
        let to = structure + Int(alias.pointee.to_offset)
        let toCount = structure + Int(alias.pointee.to_count_offset)
        let from = (structure + Int(alias.pointee.from_offset)).load(as: Storage?.self)
        let isEmpty = toCount.load(as: Int64.self) == 0
        let isThere = to.load(as: Storage?.self) != nil
        guard let from, alias.pointee.kind == .objects ? isEmpty : !isThere else { return }
        to.storePointer(from)
        let count = (structure + Int(alias.pointee.from_count_offset)).load(as: Int64.self)
        toCount.storeBytes(of: count, as: Int64.self)
    }

    mutating func allocate(_ size: Int, _ block: inout Block) throws(JSONError) -> Storage {
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

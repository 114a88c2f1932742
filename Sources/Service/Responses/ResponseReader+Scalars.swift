import CSchema
import JSON
import Platform

/// Reads values other than objects and arrays, and values of a wrong kind. These functions are rarely called: texts,
/// enum names and integers in their usual form are read before.
extension ResponseReader {
    /// Reads the next value as the field's kind, or converts it if that loses nothing. Otherwise the field becomes
    /// absent, and its path is stored.
    @inline(never)
    mutating func readScalar(
        _ field: Field, of object: Object, into structure: Storage, _ block: inout Block
    ) throws(JSONError) {
        do throws(JSONError) {
            return try store(field, into: structure)
        } catch {
            guard error.reason.isAboutValue, !mustBeRight(field) else { throw error }
            // After other errors, the value is already consumed.
            if error.reason == .wrongKind, try convert(field, into: structure) { return }
        }
        forget(field, of: object, in: structure)
        try noteDropped(&block)
    }

    /// Returns true if a value of another kind makes the decoding fail. A field marked as strict does so in a whole
    /// response, or in an element of a page, which is two levels deeper, but not in an image inside an instance.
    func mustBeRight(_ field: Field) -> Bool {
        if isStrict { return true }
        guard field.pointee.is_strict != 0 else { return false }
        return field.pointee.kind == .objects || reader.depth == 1 || reader.depth == 3
    }

    /// Reads the next string, which must be a valid C string.
    @inline(never)
    mutating func readText() throws(JSONError) -> JSONText {
        let text = try reader.string()
        if let flaw = text.flaw { throw reader.failure(flaw, of: text) }
        return text
    }

    @inline(never)
    private mutating func store(_ field: Field, into structure: Storage) throws(JSONError) {
        let storage = structure + Int(field.pointee.offset)
        switch field.pointee.kind {
        case .boolean: storage.storeBytes(of: try reader.boolean() ? 1 : 0, as: Int32.self)
        case .number: storage.storeBytes(of: try reader.double(), as: Double.self)
        case .integer: storage.storeBytes(of: try reader.integer(), as: Int64.self)
        case .amount:
            let start = reader.cursor
            let amount = try reader.double()
            (structure + Int(field.pointee.paired_offset)).storeBytes(of: amount, as: Double.self)
            storage.storeBytes(of: wholeNumber(at: start), as: Int64.self)
        case .code, .scalar:
            guard reader.kind == .number else { return storeText(try readText(), field, structure) }
            storeText(try reader.literalText(), field, structure)
        case .text, .enumeration: storeText(try readText(), field, structure)
        case .object: throw reader.wrongKind(.object, reader.cursor)
        // Arrays. Named cases would let an unknown kind in the C tables trap.
        default: throw reader.wrongKind(.array, reader.cursor)
        }
    }

    /// Returns the number at `start`, which is already consumed; the absent integer if it is not an integer.
    private mutating func wholeNumber(at start: JSONCursor) -> Int64 {
        let next = reader.cursor
        defer { reader.cursor = next }
        reader.cursor = start
        do { return try reader.integer() } catch { return Absent.integer }
    }

    private func storeText(_ text: JSONText, _ field: Field, _ structure: Storage) {
        let storage = structure + Int(field.pointee.offset)
        if field.pointee.kind == .enumeration {
            let value = cschema_enum_value(field.pointee.names, text.start, text.count)
            storage.storeBytes(of: value, as: Int32.self)
            return (structure + Int(field.pointee.paired_offset)).storePointer(text.start)
        }
        // Some senders use a number as the code, where 0 means that there is none.
        if field.pointee.kind == .code, text.bytes == "0" { return }
        storage.storePointer(text.start)
    }

    /// Consumes a value of another kind. Returns true if it was converted.
    private mutating func convert(_ field: Field, into structure: Storage) throws(JSONError) -> Bool {
        let found = reader.kind
        switch field.pointee.kind {
        case .text, .enumeration, .scalar:
            guard found == .number || found == .boolean else { break }
            storeText(try reader.literalText(), field, structure)
            return true
        case .boolean:
            guard found == .number || found == .string else { break }
            let text = try found == .number ? reader.literalText() : reader.string()
            return storeBit(text.bytes, structure + Int(field.pointee.offset))
        case .integer, .number, .amount:
            guard found == .string else { break }
            return store(field, into: structure, from: try reader.string())
        default: break
        }
        try reader.skipValue()
        return false
    }

    private func storeBit(_ text: Bytes, _ storage: Storage) -> Bool {
        let isOne = text == "1" || text.equalsIgnoringCase(("true" as Literal).bytes)
        guard isOne || text == "0" || text.equalsIgnoringCase(("false" as Literal).bytes) else { return false }
        storage.storeBytes(of: isOne ? 1 : 0, as: Int32.self)
        return true
    }

    /// Stores a number from a consumed text, if the number is the whole text. Returns true if it did.
    private mutating func store(_ field: Field, into structure: Storage, from text: JSONText) -> Bool {
        let next = reader.cursor
        defer { reader.cursor = next }
        reader.cursor = JSONCursor(text.start)
        do { try store(field, into: structure) } catch { return false }
        return reader.cursor.bytes == UnsafePointer(text.start + text.count)
    }
}

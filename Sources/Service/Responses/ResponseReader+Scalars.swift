import CSchema
import JSON
import Platform

/// Reads values other than objects and arrays, and values of a wrong kind. Cold: texts, words and integers in their usual
/// form have been read before.
extension ResponseReader {
    /// Reads the value that is next as the field's kind, or converts it where nothing is lost. Otherwise the field
    /// becomes absent, and its path is noted.
    @inline(never)
    mutating func readScalar(
        _ field: Field, of object: Object, into structure: Place, _ block: inout Block
    ) throws(JSONError) {
        do throws(JSONError) {
            return try store(field, into: structure)
        } catch {
            guard error.reason.isAboutValue, !mustBeRight(field) else { throw error }
            // Only a value of another kind has not been consumed.
            if error.reason == .wrongKind, try convert(field, into: structure) { return }
        }
        forget(field, of: object, in: structure)
        try noteDropped(&block)
    }

    /// Returns true if a value of another kind fails the decoding. A field that is marked strict does so in a whole
    /// response, or in an element of a page, which is two levels deeper; not in an image inside an instance.
    func mustBeRight(_ field: Field) -> Bool {
        if isStrict { return true }
        guard field.pointee.is_strict != 0 else { return false }
        return field.pointee.kind == .objects || reader.depth == 1 || reader.depth == 3
    }

    /// The string that is next, as what it must become: a C string.
    @inline(never)
    mutating func readText() throws(JSONError) -> JSONText {
        let text = try reader.string()
        if let flaw = text.flaw { throw reader.failure(flaw, of: text) }
        return text
    }

    @inline(never)
    private mutating func store(_ field: Field, into structure: Place) throws(JSONError) {
        let place = structure + Int(field.pointee.offset)
        switch field.pointee.kind {
        case .boolean: place.storeBytes(of: try reader.boolean() ? 1 : 0, as: Int32.self)
        case .number: place.storeBytes(of: try reader.double(), as: Double.self)
        case .integer: place.storeBytes(of: try reader.integer(), as: Int64.self)
        case .amount:
            let start = reader.place
            let amount = try reader.double()
            (structure + Int(field.pointee.beside_offset)).storeBytes(of: amount, as: Double.self)
            place.storeBytes(of: wholeNumber(at: start), as: Int64.self)
        case .code, .scalar:
            guard reader.kind == .number else { return storeText(try readText(), field, structure) }
            storeText(try reader.literalText(), field, structure)
        case .text, .word: storeText(try readText(), field, structure)
        case .object: throw reader.wrongKind(.object, reader.place)
        // Arrays. Named, a further kind in the tables, which are C, would be a trap.
        default: throw reader.wrongKind(.array, reader.place)
        }
    }

    /// Returns the number at `start`, which has been consumed, or the absent integer for one that is not whole.
    private mutating func wholeNumber(at start: JSONPlace) -> Int64 {
        let next = reader.place
        defer { reader.place = next }
        reader.place = start
        do { return try reader.integer() } catch { return Absent.integer }
    }

    private func storeText(_ text: JSONText, _ field: Field, _ structure: Place) {
        let place = structure + Int(field.pointee.offset)
        if field.pointee.kind == .word {
            let value = cschema_word_value(field.pointee.words, text.start, text.count)
            place.storeBytes(of: value, as: Int32.self)
            return (structure + Int(field.pointee.beside_offset)).storePointer(text.start)
        }
        // With some senders a code is a number, of which 0 is no code.
        if field.pointee.kind == .code, text.bytes == "0" { return }
        place.storePointer(text.start)
    }

    /// Consumes a value of another kind. Returns true if it was converted.
    private mutating func convert(_ field: Field, into structure: Place) throws(JSONError) -> Bool {
        let found = reader.kind
        switch field.pointee.kind {
        case .text, .word, .scalar:
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

    private func storeBit(_ text: Bytes, _ place: Place) -> Bool {
        let isOne = text == "1" || text.equalsIgnoringCase(("true" as Literal).bytes)
        guard isOne || text == "0" || text.equalsIgnoringCase(("false" as Literal).bytes) else { return false }
        place.storeBytes(of: isOne ? 1 : 0, as: Int32.self)
        return true
    }

    /// Stores the number that is the whole of a text which has been consumed.
    private mutating func store(_ field: Field, into structure: Place, from text: JSONText) -> Bool {
        let next = reader.place
        defer { reader.place = next }
        reader.place = JSONPlace(text.start)
        do { try store(field, into: structure) } catch { return false }
        return reader.place.bytes == UnsafePointer(text.start + text.count)
    }
}

import CCodelab
import CSchema
import Platform
import Testing

@testable import Service

/// The tables, as Swift values.
struct Table {
    /// The path of keys that leads to it, from a name of the answer.
    let name: String
    let kind: ResponseKind
    let object: UnsafePointer<cschema_object>

    var fields: [cschema_field] {
        (0..<Int(object.pointee.field_count)).map { object.pointee.fields[$0] }
    }

    private static let roots: [(String, ResponseKind)] = [
        ("document", .instance), ("lease", .lease), ("image", .image), ("instances", .instancePage),
        ("images", .imagePage), ("flavors", .flavorPage),
    ]

    /// The tables of whole answers and all that can be reached from them.
    static var all: [Table] {
        var found = roots.compactMap { name, kind in kind.root.map { Table(name: name, kind: kind, object: $0) } }
        var index = 0
        while index < found.count {
            for field in found[index].fields {
                guard let object = field.valueObject, !found.contains(where: { $0.object == object }) else { continue }
                let path = "\(found[index].name).\(field.keyText)"
                found.append(Table(name: path, kind: found[index].kind, object: object))
            }
            index += 1
        }
        return found
    }

    /// Puts an object where the path leads: `document.user.domain` makes `{"user":{"domain":…}}`.
    func wrap(_ object: String) -> String {
        var wrapped = object
        var path = name
        while let dot = path.lastIndex(of: ".") {
            let key = String(path[path.index(after: dot)...])
            path = String(path[..<dot])
            let isArray = Table.all.first { $0.name == path }?.fields.first { $0.keyText == key }?.kind == .objects
            wrapped = "{\"\(key)\":\(isArray ? "[\(wrapped)]" : wrapped)}"
        }
        return wrapped
    }

    /// The structure that the path leads to in an answer; in arrays, the first element.
    func place(in answer: UnsafeRawPointer) -> UnsafeRawPointer? {
        var place = answer
        let keys = name.split(separator: ".").map(String.init)
        var path = keys[0]
        for key in keys.dropFirst() {
            guard let field = Table.all.first(where: { $0.name == path })?.fields.first(where: { $0.keyText == key }),
                var next = place.load(fromByteOffset: Int(field.offset), as: UnsafeRawPointer?.self)
            else { return nil }
            if field.kind == .objects {
                guard let element = next.load(as: UnsafeRawPointer?.self) else { return nil }
                next = element
            }
            place = next
            path += ".\(key)"
        }
        return place
    }
}

extension cschema_field {
    var keyText: String {
        text(quoted) + (hasLongKey ? text(long_key.pointee.rest) : "")
    }

    fileprivate var hasLongKey: Bool {
        var field = self
        return cschema_has_long_key(&field) != 0
    }

    var isAlias: Bool {
        var field = self
        return cschema_is_alias(&field) != 0
    }

    /// The table of the values, if they are objects.
    fileprivate var valueObject: UnsafePointer<cschema_object>? {
        var field = self
        return switch kind {
        case .object: field.object
        case .objects: cschema_element_object(&field)
        default: nil
        }
    }

    /// What a part of the table has up to the closing quote, or up to its zeros.
    private func text<Part>(_ part: Part) -> String {
        withUnsafeBytes(of: part) { bytes in
            let start = bytes.drop { $0 == UInt8(ascii: "\"") }
            return String(decoding: start.prefix { $0 != UInt8(ascii: "\"") && $0 != 0 }, as: UTF8.self)
        }
    }
}

@Suite("The tables of keys are whole and quick to search")
struct DecodingTableTests {
    @Test("Every object type of the header has its table")
    func allObjects() {
        #expect(Table.all.count == 23)
    }

    @Test("Every key is found, and similar keys are not")
    func everyKeyIsFound() {
        for table in Table.all {
            for (index, field) in table.fields.enumerated() {
                let key = field.keyText
                #expect(key.utf8.count == Int(field.key_length))
                #expect(find(key, in: table) == index, "\(table.name).\(key): run make generate")
                for other in [
                    key + "s", "x" + key, String(key.dropLast()), String(key.dropLast()) + "_", key.uppercased(),
                ]
                where !table.fields.contains(where: { $0.keyText == other }) {
                    #expect(find(other, in: table) == nil, "\(table.name).\(other)")
                }
            }
            #expect(find("", in: table) == nil)
            #expect(find(String(repeating: "k", count: 300), in: table) == nil)
        }
    }

    @Test("A key is recognised at its quote; similar keys and the end of a table are not")
    func everyKeyIsRecognised() {
        for table in Table.all {
            for field in table.fields {
                let key = field.keyText
                // Who recognises one need not settle it afterwards.
                #expect(isKey("\"\(key)\":1", field) == !field.isAlias, "\(table.name).\(key)")
                for other in [
                    "", key, "\"\(key)", "\"\(key)s\"", "\"\(key.dropLast())\"", "\"x\(key.dropFirst())\"",
                    "\"\(key)\0\"",
                ] {
                    #expect(!isKey(other, field), "\(other)")
                }
                #expect(!isKey("\"\(key)\"", table.object.pointee.fields[table.fields.count]))
            }
            #expect(!isKey("", table.object.pointee.fields[table.fields.count]))
        }
    }

    @Test("Second spellings are marked, and each is listed among the aliases")
    func aliases() {
        for table in Table.all {
            let aliases = (0..<Int(table.object.pointee.alias_count)).map { table.object.pointee.aliases[$0] }
            let marked = table.fields.filter { $0.isAlias }
            #expect(Set(marked.map(\.offset)) == Set(aliases.map(\.from_offset)), "\(table.name)")
            for alias in aliases {
                #expect(table.fields.contains { $0.offset == alias.to_offset && !$0.isAlias }, "\(table.name)")
            }
        }
    }

    @Test("No two keys share an offset, and all offsets are inside the structure")
    func placesAreSeparate() {
        for table in Table.all {
            var taken: Set<Int> = []
            for field in table.fields {
                for (offset, length) in field.places {
                    #expect(offset + length <= Int(table.object.pointee.size_bytes), "\(table.name).\(field.keyText)")
                    for byte in offset..<offset + length {
                        #expect(taken.insert(byte).inserted, "\(table.name).\(field.keyText)")
                    }
                }
            }
        }
    }

    @Test("A missing field has the absent value that the header documents")
    func blanks() {
        for table in Table.all {
            guard let blank = table.object.pointee.blank else {
                Issue.record("\(table.name) has no blank")
                continue
            }
            #expect(blank.load(as: UInt32.self) > 0, "struct_size of \(table.name)")
            #expect(blank.load(as: UInt32.self) <= UInt32(table.object.pointee.size_bytes))
            for field in table.fields {
                let place = blank + Int(field.offset)
                let name: Comment = "\(table.name).\(field.keyText)"
                switch field.kind {
                case .integer: #expect(place.load(as: Int64.self) == Absent.integer, name)
                case .boolean: #expect(place.load(as: Int32.self) == Absent.boolean, name)
                case .number: #expect(place.load(as: Double.self) == Absent.number, name)
                case .enumeration:
                    #expect(place.load(as: Int32.self) == 0, name)
                    #expect((blank + Int(field.paired_offset)).load(as: Int.self) == 0, name)
                case .amount:
                    #expect(place.load(as: Int64.self) == Absent.integer, name)
                    #expect((blank + Int(field.paired_offset)).load(as: Double.self) == Absent.number, name)
                case .texts, .objects:
                    #expect(place.load(as: Int.self) == 0, name)
                    #expect((blank + Int(field.paired_offset)).load(as: Int64.self) == 0, name)
                case .text, .code, .scalar, .object: #expect(place.load(as: Int.self) == 0, name)
                }
            }
        }
    }

    @Test("A field has what its kind needs")
    func kinds() {
        for table in Table.all {
            for field in table.fields {
                let name = "\(table.name).\(field.keyText)"
                let hasDetail = [.object, .objects, .enumeration].contains(field.kind)
                // The members of the union are all pointers.
                #expect((field.object != nil) == hasDetail, "\(name)")
                if field.kind == .objects {
                    #expect((field.valueObject?.pointee.next_offset ?? 0) > 0, "\(name)")
                }
                // The comparison of a long key needs sixteen bytes in its second part.
                #expect(!field.hasLongKey || (field.kind == .objects && field.key_length >= 46), "\(name)")
            }
        }
    }

    @Test("Only tables of whole responses have the offset of an error, which follows the public members")
    func errors() {
        for table in Table.all {
            let isWhole = !table.name.contains(".")
            #expect((table.object.pointee.error_offset != 0) == isWhole, "\(table.name)")
            guard isWhole else { continue }
            let offsets = ["error_code": 0, "error_msg": 8, "request_id": 16, "errorCode": 24]
            for (key, offset) in offsets {
                let field = table.fields.first { $0.keyText == key }
                #expect(
                    field.map { Int($0.offset) } == Int(table.object.pointee.error_offset) + offset, "\(table.name)")
            }
        }
    }

    @Test("Whole responses and elements of pages list the dropped values, initially none")
    func dropped() {
        for table in Table.all {
            let isResult = table.object.pointee.error_offset != 0 || table.name.hasSuffix(".data")
            let offset = Int(table.object.pointee.dropped_offset)
            #expect((offset != 0) == isResult, "\(table.name)")
            guard offset != 0, let blank = table.object.pointee.blank else { continue }
            #expect((blank + offset).load(as: Int64.self) == 0, "\(table.name)")
            #expect((blank + offset + 8).load(as: UnsafeRawPointer?.self) == nil, "\(table.name)")
        }
    }

    @Test("Only the essential values of an answer must be valid")
    func strictFields() {
        let strict = Table.all.flatMap { table in
            table.fields.filter { $0.is_strict != 0 }.map { "\(table.name).\($0.keyText)" }
        }
        let expected = [
            "document.id", "document.status", "image.id", "instances.data", "images.data", "flavors.data",
            "flavors.flavors", "flavors.data.id",
        ]
        #expect(Set(strict) == Set(expected))
    }

    @Test("Only known words are recognised, in any case")
    func words() {
        for table in Table.all {
            for field in table.fields {
                guard field.kind == .enumeration, var word = field.names else { continue }
                while word.pointee.quoted_length != 0 {
                    let text = word.pointee.string
                    #expect(text == text.uppercased())
                    #expect(text.utf8.count + 2 == Int(word.pointee.quoted_length))
                    for spelling in [text, text.lowercased(), text.capitalized] {
                        #expect(value(spelling, in: field.names) == word.pointee.value, "\(spelling)")
                    }
                    for other in [
                        text + "x", String(text.dropLast()), "x" + text, text + "\u{0}",
                        text.replacing("_", with: "\u{7F}"),
                    ]
                    where other != text {
                        #expect(value(other, in: field.names) == 0, "\(other)")
                    }
                    word += 1
                }
                #expect(value("", in: field.names) == 0)
                #expect(value(String(repeating: "A", count: 17), in: field.names) == 0)
            }
        }
    }
}

extension cschema_enum_name {
    /// The text between the quotes.
    fileprivate var string: String {
        var word = self
        return withUnsafeBytes(of: &word.quoted) { quoted in
            String(decoding: quoted.dropFirst().prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        }
    }
}

extension cschema_field {
    fileprivate var places: [(Int, Int)] {
        switch kind {
        case .boolean: [(Int(offset), 4)]
        case .enumeration: [(Int(offset), 4), (Int(paired_offset), 8)]
        case .texts, .objects, .amount: [(Int(offset), 8), (Int(paired_offset), 8)]
        case .text, .code, .scalar, .integer, .number, .object: [(Int(offset), 8)]
        }
    }
}

/// The key, followed by the sixteen bytes that may be read after it.
private func padded(_ text: String) -> [UInt8] { Array(text.utf8) + Array(repeating: 0x41, count: 16) }

private func find(_ key: String, in table: Table) -> Int? {
    guard let field = cschema_find(table.object, padded("\"\(key)\""), key.utf8.count) else { return nil }
    return table.object.pointee.fields.map { field - $0 }
}

/// Followed by as many zeroes as the end of a response.
private func isKey(_ text: String, _ field: cschema_field) -> Bool {
    withUnsafePointer(to: field) { cschema_is_key($0, Array(text.utf8) + Array(repeating: 0, count: 17)) != 0 }
}

private func value(_ word: String, in words: cschema_enum_names?) -> Int32 {
    cschema_enum_value(words, padded(word), word.utf8.count)
}

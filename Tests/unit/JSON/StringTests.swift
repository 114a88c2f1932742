import JSON
import Platform
import Testing

@Suite("Strings are checked, and unescaped in place")
struct StringTests {
    @Test(
        "Values of strings",
        arguments: [
            ("nothing", "", ""),
            (
                "plain text, longer than a scan's sixteen bytes", "The quick brown fox jumps over it",
                "The quick brown fox jumps over it"
            ),
            ("every short escape", #"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"),
            (
                "an escape between plain parts", #"abcdefghijklmnopq\nrstuvwxyzabcdefghij"#,
                "abcdefghijklmnopq\nrstuvwxyzabcdefghij"
            ),
            ("escapes one after the other", #"\\\\\\n"#, "\\\\\\n"),
            ("an escaped letter", #"\u0041"#, "A"),
            ("hexadecimal digits in both cases", #"\u00e9\u00E9"#, "éé"),
            ("two, three and four bytes of UTF-8 by escapes", #"\u00df\u20ac\ud83d\ude00"#, "ß€😀"),
            ("the last character before and the first after the surrogates", #"\ud7ff\ue000"#, "\u{D7FF}\u{E000}"),
            (
                "the first and the last character beyond the base plane", #"\ud800\udc00\udbff\udfff"#,
                "\u{10000}\u{10FFFF}"
            ),
            ("UTF-8 without escapes", "é€😀", "é€😀"),
            ("UTF-8 that moves because it follows an escape", #"\té€😀 and on"#, "\té€😀 and on"),
            ("a noncharacter", "\u{FFFF}\u{10FFFF}", "\u{FFFF}\u{10FFFF}"),
            ("U+2028 and U+2029, which JavaScript once refused", "\u{2028}\u{2029}", "\u{2028}\u{2029}"),
        ])
    func means(_ name: Comment, _ text: String, _ expected: String) {
        let quoted = Array("\"\(text)\"".utf8)
        #expect(walk(quoted) == .read("“\(expected)”"), name)
        #expect(skip(quoted).isRead, name)
    }

    @Test("A string ends with a NUL and is not moved")
    func staysInPlace() throws {
        try withReader(Array("[\"abc\",\"d\\n\"]".utf8)) { reader in
            let isFilled = try reader.enterArray()
            let place = reader.offset
            let first = try reader.string()
            #expect(first.count == 3)
            #expect(first.start[3] == 0)
            #expect(reader.offset == place + 5)
            let isMore = try reader.nextElement()
            let second = try reader.string()
            #expect(second.start == first.start + 6)
            #expect(second.count == 2)
            #expect(second.start[2] == 0)
            let isYetMore = try reader.nextElement()
            #expect(isFilled && isMore && !isYetMore)
            try reader.finish()
        }
    }

    @Test(
        "A text that cannot become a C string says why, and can be skipped",
        arguments: [
            (#"a\u0000b"#, .nul, "a\0b"), (#"\u0000"#, .nul, "\0"), ("a", nil, "a"), (#"\n"#, nil, "\n"),
            (#"ab\ud800"#, .surrogate, "ab\u{FFFD}"), (#"\ud800abcdef"#, .surrogate, "\u{FFFD}abcdef"),
            (#"\ud800\n"#, .surrogate, "\u{FFFD}\n"), (#"\ud800\ud800"#, .surrogate, "\u{FFFD}\u{FFFD}"),
            (#"\ud83d\u0041"#, .surrogate, "\u{FFFD}A"), (#"\udc00"#, .surrogate, "\u{FFFD}"),
            (#"\ude00\ud83d"#, .surrogate, "\u{FFFD}\u{FFFD}"),
            (#"\ud800\ud83d\ude00"#, .surrogate, "\u{FFFD}😀"),
        ] as [(String, JSONError.Reason?, String)])
    func flaws(_ text: String, _ flaw: JSONError.Reason?, _ expected: String) throws {
        let quoted = Array("\"\(text)\"".utf8)
        try withReader(quoted) { reader in
            let read = try reader.string()
            #expect(read.flaw == flaw)
            #expect(string(read.bytes) == expected)
            #expect(read.start[read.count] == 0)
            try reader.finish()
        }
        #expect(skip(quoted).isRead)
        #expect(skip(Array("{\"\(text)\":[\"\(text)\"]}".utf8)).isRead)
    }

    @Test(
        "Refused texts, with the offset",
        arguments: [
            ("an escape that does not exist", #"a\qb"#, .badEscape, 2),
            ("an escape in hexadecimal", #"\x41"#, .badEscape, 1),
            ("an escaped line end", "\\\n", .badEscape, 1),
            ("three digits", #"\u041"#, .badEscape, 1),
            ("an invalid digit", #"\u004g"#, .badEscape, 1),
            ("a malformed escape after a high half", #"\ud800\u00g0"#, .badEscape, 7),
            ("a capital U", #"\U0041"#, .badEscape, 1),
            ("a line end", "a\nb", .control, 2),
            ("a tab", "\t", .control, 1),
            ("a NUL", "ab\0c", .control, 3),
            ("the highest control character", "\u{1F}", .control, 1),
        ] as [(Comment, String, JSONError.Reason, Int)])
    func refuses(_ name: Comment, _ text: String, _ reason: JSONError.Reason, _ offset: Int) {
        let quoted = Array("\"\(text)\"".utf8)
        #expect(walk(quoted) == .failed(reason, at: offset, path: ""), name)
        #expect(skip(quoted) == .failed(reason, at: offset, path: ""), name)
    }

    @Test(
        "Bytes that are not UTF-8",
        arguments: [
            ("a continuation alone", [0x80]),
            ("the last continuation", [0xBF]),
            ("a lead without its continuation", [0xC3]),
            ("a lead before ASCII", [0xC3, 0x28]),
            ("a longer form of a slash", [0xC0, 0xAF]),
            ("a longer form of U+007F", [0xC1, 0xBF]),
            ("three bytes where two are enough", [0xE0, 0x9F, 0xBF]),
            ("four bytes where three are enough", [0xF0, 0x8F, 0xBF, 0xBF]),
            ("two bytes of three", [0xE2, 0x82]),
            ("three bytes of four", [0xF0, 0x9F, 0x98]),
            ("the first surrogate", [0xED, 0xA0, 0x80]),
            ("the last surrogate", [0xED, 0xBF, 0xBF]),
            ("beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80]),
            ("a lead that never was", [0xF5, 0x80, 0x80, 0x80]),
            ("FE and FF", [0xFE, 0xFF]),
            ("a third byte that is no continuation", [0xE2, 0x82, 0x41]),
            ("a fourth byte that is no continuation", [0xF0, 0x9F, 0x98, 0x41]),
            ("Latin-1", [0x66, 0xFC, 0x72]),
        ] as [(Comment, [UInt8])])
    func refusesBytes(_ name: Comment, _ bytes: [UInt8]) {
        let place = 1 + (bytes.firstIndex { $0 >= 0x80 } ?? 0)
        let value = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(walk(value) == .failed(.notUTF8, at: place, path: ""), name)
        #expect(skip(value) == .failed(.notUTF8, at: place, path: ""), name)
        // Also as a key, after an escape.
        let key = Array("{\"\\n".utf8) + bytes + Array("\":1}".utf8)
        #expect(skip(key) == .failed(.notUTF8, at: place + 3, path: ""), name)
    }

    @Test("Every character is read as it was written, literally and as an escape")
    func everyCharacter() {
        // Every 17th, and the ends of the ranges.
        let numbers =
            Array(stride(from: 0x20, through: 0x10FFFF, by: 17)) + [0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000]
        for number in numbers {
            guard let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else { continue }
            let character = String(Character(scalar))
            if scalar != "\"", scalar != "\\" {
                #expect(walk(Array("\"\(character)\"".utf8)) == .read("“\(character)”"))
            }
            let escaped = character.utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
            #expect(walk(Array("\"\(escaped)\"".utf8)) == .read("“\(character)”"))
        }
    }
}

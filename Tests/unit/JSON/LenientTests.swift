import JSON
import Platform
import Testing

@Suite("Common errors in other programs' JSON are accepted where nothing is lost")
struct LenientTests {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    @Test(
        "A byte order mark before the text is skipped, and offsets count from the first byte",
        arguments: [
            ("{}", .read("{}")), (" [1] ", .read("[1]")), ("1", .read("1")),
            (#"{"a":?}"#, .failed(.notValue, at: 8, path: "a")),
            ("\u{FEFF}{}", .failed(.notValue, at: 3, path: "")),
        ] as [(String, Outcome)])
    func byteOrderMark(_ text: String, _ expected: Outcome) {
        #expect(walk(Self.mark + Array(text.utf8)) == expected)
    }

    @Test(
        "Only a complete byte order mark before the text is skipped",
        arguments: [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0x20]])
    func noByteOrderMark(_ bytes: [UInt8]) {
        #expect(walk(bytes + Array("{}".utf8)) == .failed(.notValue, at: 0, path: ""))
        #expect(walk(Array("[".utf8) + Self.mark + Array("]".utf8)) == .failed(.notValue, at: 1, path: "[0]"))
    }

    @Test(
        "Strings of an error's body are read whatever their bytes",
        arguments: [
            ("GBK", [0xD6, 0xD0, 0xCE, 0xC4], "????", nil),
            ("Latin-1 after an escape", Array(#"\té"#.utf8) + [0xE9], "\té?", nil),
            ("a tab, a line end and a NUL", Array("a\tb\nc\0d".utf8), "a b c d", nil),
            ("half a surrogate pair", Array(#"a\ud800b"#.utf8), "a\u{FFFD}b", .surrogate),
            ("an escape that does not exist", Array(#"C:\Windows\x41"#.utf8), #"C:\Windows\x41"#, nil),
            ("a malformed escape", Array(#"\u12g4\n"#.utf8), "\\u12g4\n", nil),
            ("a malformed escape after a high half", Array(#"\ud800\u00g0"#.utf8), "\u{FFFD}\\u00g0", .surrogate),
        ] as [(Comment, [UInt8], String, JSONError.Reason?)])
    func lenientStrings(_ name: Comment, _ bytes: [UInt8], _ expected: String, _ flaw: JSONError.Reason?) throws {
        let quote = UInt8(ascii: "\"")
        try withReader([quote] + bytes + [quote]) { reader in
            reader.hasLenientStrings = true
            let text = try reader.string()
            #expect(string(text.bytes) == expected, name)
            #expect(text.flaw == flaw, name)
            try reader.finish()
        }
    }

    @Test(
        "A truncated string keeps its beginning",
        arguments: [("abc", "abc"), ("", ""), (#"a\"#, #"a\"#), (#"a\u12"#, #"a\u12"#), (#"a\n"#, "a\n")])
    func cutString(_ text: String, _ expected: String) throws {
        try withReader(Array("\"\(text)".utf8)) { reader in
            reader.hasLenientStrings = true
            let read = try reader.string()
            #expect(string(read.bytes) == expected && read.flaw == .ends)
            #expect(reader.offset == text.utf8.count + 1)
        }
    }

    @Test("A number or boolean is given as it is written, with a NUL")
    func literals() throws {
        try withReader(Array(#"{"a":-1.50e3,"b": true,"c":[0,false]}"#.utf8)) { reader in
            var found: [String] = []
            func take() throws {
                let text = try reader.literalText()
                #expect(text.start[text.count] == 0)
                found.append(string(text.bytes))
            }
            _ = try reader.enterObject()
            for _ in 0..<2 {
                _ = try reader.key()
                try take()
                _ = try reader.nextMember()
            }
            _ = try reader.key()
            _ = try reader.enterArray()
            try take()
            _ = try reader.nextElement()
            try take()
            #expect(path(reader) == "c[1]")
            #expect(try !reader.nextElement() && !reader.nextMember())
            try reader.finish()
            #expect(found == ["-1.50e3", "true", "0", "false"])
        }
    }
}

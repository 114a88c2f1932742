import JSON
import Platform
import Testing

@Suite("Request bodies are written as JSON")
struct WriterTests {
    @Test("An object without members")
    func empty() throws {
        let buffer = try JSONWriter().finish()
        #expect(string(buffer.bytes) == "{}")
    }

    @Test("Members in their order, and a NUL after the end")
    func members() throws {
        var writer = try JSONWriter()
        try withBytes(Array("a".utf8)) { try writer.member("image_id", $0) }
        try withBytes(Array("https://x.example/?a=b&c".utf8)) { try writer.member("share_url", $0) }
        let buffer = try writer.finish()
        #expect(string(buffer.bytes) == #"{"image_id":"a","share_url":"https://x.example/?a=b&c"}"#)
        #expect(String(cString: buffer.cString) == string(buffer.bytes))
    }

    @Test("Objects in objects, numbers, and arrays of one or two texts")
    func nested() throws {
        var writer = try JSONWriter()
        try writer.enter("a")
        try writer.enter("empty")
        try writer.leave()
        try writer.member("least", Int64.min)
        try writer.leave()
        try writer.member("zero", 0 as Int64)
        try withBytes(Array("x\"".utf8)) { try writer.member("list", arrayOf: $0, nil) }
        try withBytes(Array("y".utf8)) { try writer.member("two", arrayOf: $0, $0) }
        try writer.enter("open")
        try writer.enter("to the end")
        let buffer = try writer.finish()
        #expect(
            string(buffer.bytes)
                == #"{"a":{"empty":{},"least":-9223372036854775808},"zero":0,"list":["x\""],"two":["y","y"],"#
                + #""open":{"to the end":{}}}"#)
    }

    @Test("Leaving more containers than were entered changes nothing")
    func leavesTooOften() throws {
        var writer = try JSONWriter()
        try writer.leave()
        try writer.enter("a")
        try writer.leave()
        try writer.leave()
        try writer.member("b", 1 as Int64)
        let buffer = try writer.finish()
        #expect(string(buffer.bytes) == #"{"a":{},"b":1}"#)
    }

    @Test(
        "Escapes",
        arguments: [
            ("", ""), ("\"\\/", #"\"\\/"#), ("\n\r\t\u{8}\u{C}", #"\n\r\t\b\f"#),
            ("\0\u{1}\u{1F}", #"\u0000\u0001\u001f"#),
            ("\u{10}", #"\u0010"#), ("\u{7F}", "\u{7F}"), ("é€😀", "é€😀"), ("a\"b", #"a\"b"#),
        ])
    func escapes(_ text: String, _ expected: String) throws {
        #expect(try written(Array(text.utf8)) == "{\"k\":\"\(expected)\"}")
    }

    @Test("Written text is read back unchanged")
    func readsBack() throws {
        let text = String((0...0x2FF).compactMap { Unicode.Scalar($0).map(Character.init) }) + "\u{FFFF}\u{10FFFF}"
        let body = try written(Array(text.utf8))
        #expect(walk(Array(body.utf8)) == .read("{k:“\(text)”}"))
    }

    @Test(
        "Text that is not UTF-8 is refused, not passed on",
        arguments: [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func refuses(_ bytes: [UInt8]) throws {
        #expect(throws: JSONWriteError.notUTF8) { try written(bytes) }
    }

    private func written(_ text: [UInt8]) throws -> String {
        var writer = try JSONWriter()
        try withBytes(text) { try writer.member("k", $0) }
        let buffer = try writer.finish()
        // The view of its bytes does not keep the buffer alive.
        return withExtendedLifetime(buffer) { string(buffer.bytes) }
    }
}

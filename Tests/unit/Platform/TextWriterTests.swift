import Testing

@testable import Platform

@Suite("A text writer fills a fixed place, and cuts the text at a character")
struct TextWriterTests {
    /// What `body` writes into a place of so many bytes.
    private func text(
        _ capacityBytes: Int, hiding secret: String = "", _ body: (inout TextWriter) -> Void
    ) -> String {
        var place = [UInt8](repeating: 0x78, count: capacityBytes + 1)
        return withBytes(secret) { secret in
            var secrets = Secrets()
            secrets.add(secret)
            place.withUnsafeMutableBytes { raw in
                guard let start = raw.baseAddress else { return }
                var writer = TextWriter(start, capacityBytes: capacityBytes, hiding: secrets)
                body(&writer)
                #expect(capacityBytes == 0 || writer.bytes.count < capacityBytes)
            }
            // The byte after the place is not touched.
            #expect(place.last == 0x78)
            return String(decoding: place.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    @Test("A new place is empty, and one of no bytes takes nothing")
    func empty() {
        #expect(text(8) { _ in }.isEmpty)
        #expect(text(1) { $0.write("abc" as Literal) }.isEmpty)
        #expect(text(0) { $0.write("abc" as Literal) } == "x")
    }

    @Test(
        "A text that does not fit is cut before a character, and nothing follows it",
        arguments: [
            (4, "abc", "abc"), (4, "abcd", "abc"), (4, "aé€", "aé"), (4, "ab€", "ab"), (5, "𝄞𝄞", "𝄞"), (4, "𝄞a", ""),
        ] as [(Int, String, String)])
    func cut(capacityBytes: Int, given: String, written: String) {
        let result = text(capacityBytes) { writer in
            withBytes(given) { writer.write($0) }
            if given == written { return }
            writer.write("z" as Literal)
            writer.write(7)
            writer.write(-7)
        }
        #expect(result == written)
    }

    @Test(
        "Numbers",
        arguments: [(0, "0"), (-1, "-1"), (.max, "9223372036854775807"), (.min, "-9223372036854775808")]
            as [(Int64, String)])
    func numbers(value: Int64, written: String) {
        #expect(text(32) { $0.write(value) } == written)
    }

    @Test("A limit applies to one text, and the next one continues")
    func limit() {
        let result = text(32) { writer in
            withBytes("abcdef") { writer.write($0, atMost: 3) }
            withBytes("é€") { writer.write($0, atMost: 4) }
            withBytes("x") { writer.write($0, atMost: 0) }
            writer.write("!" as Literal)
        }
        #expect(result == "abcé!")
    }

    @Test(
        "Invisible characters are escaped",
        arguments: [
            ("a\u{0}b", #"a\u0000b"#), ("\u{1B}[2J", #"\u001b[2J"#), ("a\n\tb", "a  b"), ("\u{202E}x", #"\u202ex"#),
            ("\u{E0041}", #"\U000e0041"#), ("\u{7F}", #"\u007f"#), ("\u{FEFF}", #"\ufeff"#), ("é€𝄞", "é€𝄞"),
        ])
    func invisible(given: String, written: String) {
        #expect(text(64) { writer in withBytes(given) { writer.write($0) } } == written)
    }

    @Test(
        "Bytes that are not UTF-8 are question marks",
        arguments: [
            ([0xFF], "?"), ([0x61, 0xC3], "a?"), ([0xC0, 0x80], "??"), ([0xED, 0xA0, 0x80], "???"),
            ([0xE2, 0x82, 0x61], "??a"), ([0xF5, 0x80], "??"),
        ] as [([UInt8], String)])
    func malformed(given: [UInt8], written: String) {
        #expect(text(64) { writer in withBytes(given) { writer.write($0) } } == written)
    }

    @Test("A secret in a text from outside is blanked, also where a limit cuts it; in the library's words it is not")
    func secrets() {
        let result = text(64, hiding: "secret") { writer in
            withBytes("a secret!") { writer.write($0) }
            withBytes("secret") { writer.write($0, atMost: 3) }
            writer.write("secret" as Literal)
        }
        #expect(result == "a ******!***secret")
    }

    @Test("Room is reserved for the text after it, and a truncated text ends with an ellipsis")
    func room() {
        let long = text(16) { writer in
            writer.write(leaving: 6) { $0.write("abcdefghijkl" as Literal) }
            writer.write("." as Literal)
        }
        #expect(long == "abcdefghi….")
        let short = text(16) { writer in
            writer.write(leaving: 6) { $0.write("abc" as Literal) }
            writer.write("." as Literal)
        }
        #expect(short == "abc.")
    }
}

import Testing

@testable import Platform

@Suite("A view of bytes never reaches outside of them")
struct BytesTests {
    @Test(
        "A prefix and what is left after it",
        arguments: [
            (0, "", "abc"), (1, "a", "bc"), (3, "abc", ""), (4, "abc", ""), (-1, "", "abc"), (.max, "abc", ""),
            (.min, "", "abc"),
        ] as [(Int, String, String)])
    func parts(length: Int, prefix: String, rest: String) {
        withBytes("abc") {
            #expect(string($0.prefix(length)) == prefix)
            #expect(string($0.dropFirst(length)) == rest)
        }
    }

    @Test("A negative count is 0, and an index outside gives nothing")
    func bounds() {
        withBytes("abc") {
            #expect(Bytes($0.start, count: -1).isEmpty)
            #expect($0[0] == 0x61 && $0[2] == 0x63)
            #expect($0[-1] == nil && $0[3] == nil && $0[.max] == nil && $0[.min] == nil)
        }
        #expect(Bytes.none.isEmpty && Bytes.none[0] == nil)
    }

    @Test(
        "A text is cut before a character that does not fit",
        arguments: [
            ("aé", 0, ""), ("aé", 1, "a"), ("aé", 2, "a"), ("aé", 3, "aé"), ("aé", 9, "aé"), ("€", 2, ""),
            ("𝄞x", 3, ""), ("𝄞x", 4, "𝄞"), ("𝄞x", 5, "𝄞x"),
        ] as [(String, Int, String)])
    func textPrefix(text: String, length: Int, prefix: String) {
        withBytes(text) { #expect(string($0.textPrefix(length)) == prefix) }
    }

    @Test("A text of continuation bytes only is cut to an empty text")
    func continuations() {
        withBytes([0x80, 0x80, 0x80] as [UInt8]) { #expect($0.textPrefix(2).isEmpty) }
    }

    @Test(
        "Equality, with and without case",
        arguments: [
            ("", "", true, true), ("a", "a", true, true), ("a", "A", false, true), ("a", "b", false, false),
            ("a", "ab", false, false), ("@[`{", "`{@[", false, false), ("É", "é", false, false),
        ] as [(String, String, Bool, Bool)])
    func equality(left: String, right: String, isEqual: Bool, isEqualIgnoringCase: Bool) {
        withBytes(left) { left in
            withBytes(right) { right in
                #expect((left == right) == isEqual)
                #expect(left.equalsIgnoringCase(right) == isEqualIgnoringCase)
            }
        }
    }

    @Test("A literal as a prefix, and as the whole")
    func literals() {
        withBytes("abc") {
            #expect($0.hasPrefix("") && $0.hasPrefix("ab") && $0.hasPrefix("abc"))
            #expect(!$0.hasPrefix("abcd") && !$0.hasPrefix("b"))
            #expect($0 == "abc" && !($0 == "ab"))
        }
    }

    @Test(
        "The first position of other bytes",
        arguments: [
            ("abcabc", "bc", 1), ("abc", "abc", 0), ("abc", "c", 2), ("abc", "x", nil), ("abc", "", nil),
            ("", "a", nil), ("ab", "abc", nil),
        ] as [(String, String, Int?)])
    func firstRange(text: String, other: String, place: Int?) {
        withBytes(text) { text in withBytes(other) { #expect(text.firstRange(of: $0) == place) } }
    }

    @Test("Iteration ends with the first byte that is not accepted")
    func allSatisfy() {
        withBytes("abc") {
            var seen: [UInt8] = []
            let all = $0.allSatisfy { byte in
                seen.append(byte)
                return byte < 0x62
            }
            #expect(!all && seen == [0x61, 0x62])
            #expect($0.allSatisfy { $0 > 0 } && Bytes.none.allSatisfy { _ in false })
        }
    }

    @Test("Kinds of bytes")
    func kinds() {
        for byte in UInt8.min...UInt8.max {
            let scalar = Unicode.Scalar(byte)
            #expect(byte.isDigit == ("0"..."9").contains(scalar))
            #expect(byte.isLetter == (("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)))
            #expect(byte.isUnreserved == (byte.isDigit || byte.isLetter || "-._~".unicodeScalars.contains(scalar)))
            #expect(byte.asciiLowercased == (("A"..."Z").contains(scalar) ? byte + 32 : byte))
            let digit = byte < 0x80 ? Int(String(Character(scalar)), radix: 16) : nil
            #expect(byte.hexDigit.map { Int($0) } == digit)
        }
    }
}

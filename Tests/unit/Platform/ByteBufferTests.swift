import Testing

@testable import Platform

@Suite("A byte buffer grows, and is a C string once it is terminated")
struct ByteBufferTests {
    @Test("An empty buffer has no bytes, and can be terminated")
    func empty() throws {
        var buffer = ByteBuffer()
        #expect(buffer.count == 0 && buffer.bytes.isEmpty)
        try buffer.append("")
        try buffer.terminate()
        #expect(buffer.count == 0 && String(cString: buffer.cString).isEmpty)
    }

    @Test("Appended bytes are kept at each growth, and a NUL always fits", arguments: [1, 7, 63, 64, 65, 1000])
    func growth(pieceBytes: Int) throws {
        var buffer = ByteBuffer()
        var expected: [UInt8] = []
        for index in 0..<200 {
            let piece = [UInt8](repeating: UInt8(truncatingIfNeeded: index) | 1, count: pieceBytes)
            try withBytes(piece) { try buffer.append($0) }
            expected += piece
            try buffer.terminate()
        }
        let bytes = buffer.bytes
        #expect(Array(UnsafeBufferPointer(start: bytes.start, count: bytes.count)) == expected)
        #expect(bytes.start[bytes.count] == 0)
    }

    @Test(
        "Numbers in decimal, with zeroes in front",
        arguments: [
            (0, 1, "0"), (7, 3, "007"), (1234, 3, "1234"), (-5, 1, "-5"), (-5, 3, "-005"),
            (.max, 1, "9223372036854775807"),
            (.min, 1, "-9223372036854775808"), (0, 0, "0"),
        ] as [(Int64, Int, String)])
    func decimal(value: Int64, width: Int, text: String) throws {
        var buffer = ByteBuffer()
        try buffer.append(decimal: value, width: width)
        #expect(string(buffer.bytes) == text)
    }

    @Test("Bytes in hexadecimal")
    func hex() throws {
        var buffer = ByteBuffer()
        try buffer.append("x")
        try withBytes([0x00, 0x0F, 0xA5, 0xFF]) { try buffer.append(hex: $0) }
        try buffer.append(hex: .none)
        #expect(string(buffer.bytes) == "x000fa5ff")
    }

    @Test("A buffer that was emptied is overwritten, and can be used again")
    func removeAll() throws {
        var buffer = ByteBuffer()
        buffer.removeAll()
        try buffer.append("secret")
        let start = buffer.bytes.start
        buffer.removeAll()
        #expect(buffer.count == 0)
        #expect((0..<6).allSatisfy { start[$0] == 0 })
        try buffer.append(byte: 0x61)
        #expect(string(buffer.bytes) == "a")
    }

    @Test("More than four gigabytes are refused, and change nothing")
    func limit() throws {
        var buffer = ByteBuffer()
        try buffer.append("ab")
        for count in [1 << 32, Int.max] {
            // The bytes are not read.
            let huge = Bytes(Bytes.none.start, count: count)
            var isRefused = false
            do { try buffer.append(huge) } catch { isRefused = true }
            #expect(isRefused)
        }
        #expect(string(buffer.bytes) == "ab")
    }

    // MARK: - Digests

    @Test(
        "SHA-256, with the vectors of FIPS 180-2",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func sha256(message: String, digest: String) throws {
        var buffer = ByteBuffer()
        try buffer.append(">")
        try withBytes(message) { try buffer.append(hexSHA256Of: $0) }
        #expect(string(buffer.bytes) == ">" + digest)
    }

    @Test(
        "HMAC-SHA-256, with the vectors of RFC 4231: the code is written over the key",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func hmac(key: [UInt8], message: String, code: String) throws {
        var buffer = ByteBuffer()
        try withBytes(key) { try buffer.append($0) }
        try withBytes(message) { try buffer.becomeHMAC(of: $0) }
        var text = ByteBuffer()
        try text.append(hex: buffer.bytes)
        #expect(string(text.bytes) == code)
    }
}

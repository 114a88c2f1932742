import Testing

@testable import SimulatorCore

@Suite("Hashes, against published vectors")
struct HashTests {
    /// FIPS 180-4, examples of NIST.
    static let digests: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ]

    @Test("SHA-256", arguments: digests)
    func digest(message: String, expected: String) {
        #expect(SHA256.hexDigest(message.utf8) == expected)
    }

    @Test("SHA-256 of many blocks")
    func long() {
        let million = repeatElement(UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            SHA256.hexDigest(million) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    struct Code: Sendable {
        let key: [UInt8]
        let message: [UInt8]
        let expected: String
    }

    /// RFC 4231, cases 1, 2, 3, 4 and 6.
    static let codes = [
        Code(
            key: Array(repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            expected: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Code(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            expected: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Code(
            key: Array(repeating: 0xaa, count: 20), message: Array(repeating: 0xdd, count: 50),
            expected: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Code(
            key: Array(1...25), message: Array(repeating: 0xcd, count: 50),
            expected: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Code(
            key: Array(repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            expected: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    ]

    @Test("HMAC with SHA-256", arguments: codes)
    func code(_ wanted: Code) {
        #expect(SHA256.hex(HMACSHA256.code(of: wanted.message, key: wanted.key)) == wanted.expected)
    }
}

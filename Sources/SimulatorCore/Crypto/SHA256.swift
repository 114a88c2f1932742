/// SHA-256 (FIPS 180-4), written from its definition.
///
/// The simulator shares no code with the signer of the library, so that one mistake cannot hide in both.
enum SHA256 {
    static let blockBytes = 64
    static let digestBytes = 32

    static func digest(_ message: some Sequence<UInt8>) -> [UInt8] {
        var words = initialWords
        let padded = pad(Array(message))
        var schedule = [UInt32](repeating: 0, count: 64)
        for start in stride(from: 0, to: padded.count, by: blockBytes) {
            compress(padded, from: start, into: &words, &schedule)
        }
        return words.flatMap(bigEndianBytes)
    }

    static func hexDigest(_ message: some Sequence<UInt8>) -> String {
        hex(digest(message))
    }

    /// Lower-case hexadecimal digits.
    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends a one bit, zeros up to the last eight bytes of a block, and the number of bits.
    private static func pad(_ message: [UInt8]) -> [UInt8] {
        var padded = message
        padded.append(0x80)
        while padded.count % blockBytes != blockBytes - 8 { padded.append(0) }
        let bits = UInt64(message.count) * 8
        padded += bigEndianBytes(UInt32(bits >> 32)) + bigEndianBytes(UInt32(truncatingIfNeeded: bits))
        return padded
    }

    private static func compress(
        _ bytes: [UInt8], from start: Int, into words: inout [UInt32], _ schedule: inout [UInt32]
    ) {
        for index in 0..<16 {
            let at = start + 4 * index
            schedule[index] = bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<64 {
            let near = schedule[index - 2]
            let far = schedule[index - 15]
            let mixedNear = rotated(near, 17) ^ rotated(near, 19) ^ near >> 10
            let mixedFar = rotated(far, 7) ^ rotated(far, 18) ^ far >> 3
            schedule[index] = schedule[index - 16] &+ mixedFar &+ schedule[index - 7] &+ mixedNear
        }
        var state = words
        for index in 0..<64 {
            let (a, b, c, e) = (state[0], state[1], state[2], state[4])
            let mixedE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let choice = e & state[5] ^ ~e & state[6]
            let first = state[7] &+ mixedE &+ choice &+ roundConstants[index] &+ schedule[index]
            let mixedA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let majority = a & b ^ a & c ^ b & c
            state = [first &+ mixedA &+ majority, a, b, c, state[3] &+ first, e, state[5], state[6]]
        }
        for index in words.indices { words[index] &+= state[index] }
    }

    private static func rotated(_ word: UInt32, _ places: UInt32) -> UInt32 {
        word >> places | word << (32 - places)
    }

    private static func bigEndianBytes(_ word: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }

    private static let initialWords: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    private static let roundConstants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}

/// HMAC (RFC 2104) with SHA-256.
enum HMACSHA256 {
    static func code(of message: some Sequence<UInt8>, key: some Sequence<UInt8>) -> [UInt8] {
        var block = Array(key)
        if block.count > SHA256.blockBytes { block = SHA256.digest(block) }
        block += [UInt8](repeating: 0, count: SHA256.blockBytes - block.count)
        let inner = SHA256.digest(block.map { $0 ^ 0x36 } + Array(message))
        return SHA256.digest(block.map { $0 ^ 0x5c } + inner)
    }
}

/// UTF-8 as specified by RFC 3629: only the shortest form, no surrogates, nothing above U+10FFFF.
enum UTF8Sequence {
    /// Returns the length of the character at `start`, or 0 if there is no complete one before `end`. `start < end`.
    static func length(_ start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Int {
        let available = end - start
        let lead = start[0]
        if lead < 0x80 { return 1 }
        // 80…BF are continuation bytes; C0 and C1 would begin an overlong form of ASCII.
        guard lead >= 0xC2, available >= 2 else { return 0 }
        let second = start[1]
        if lead < 0xE0 { return isContinuation(second) ? 2 : 0 }
        guard available >= 3, isContinuation(start[2]) else { return 0 }
        if lead < 0xF0 {
            // E0 80…9F: overlong forms. ED A0…BF: surrogates.
            let lowest: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
            let highest: UInt8 = lead == 0xED ? 0x9F : 0xBF
            return second >= lowest && second <= highest ? 3 : 0
        }
        guard lead <= 0xF4, available >= 4, isContinuation(start[3]) else { return 0 }
        // F0 80…8F: overlong forms. F4 90…BF: above U+10FFFF.
        let lowest: UInt8 = lead == 0xF0 ? 0x90 : 0x80
        let highest: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
        return second >= lowest && second <= highest ? 4 : 0
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// Writes a character, which is not a surrogate and at most U+10FFFF. Returns the address after it. It takes at
    /// most four bytes, and never more than its escape.
    static func write(_ scalar: UInt32, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: (scalar &>> shift) & 0x3F | 0x80) }
        func head(_ shift: UInt32, _ mark: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar &>> shift | mark) }
        if scalar < 0x80 {
            output[0] = head(0, 0)
            return output + 1
        }
        if scalar < 0x800 {
            output[0] = head(6, 0xC0)
            output[1] = tail(0)
            return output + 2
        }
        if scalar < 0x10000 {
            output[0] = head(12, 0xE0)
            output[1] = tail(6)
            output[2] = tail(0)
            return output + 3
        }
        output[0] = head(18, 0xF0)
        output[1] = tail(12)
        output[2] = tail(6)
        output[3] = tail(0)
        return output + 4
    }
}

/// UTF-8 as RFC 3629 has it: the shortest form only, no surrogates, nothing beyond U+10FFFF.
enum UTF8Sequence {
    /// The length of the character that begins at `start`, or 0 if there is none before `end`. `start < end`.
    static func length(_ start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Int {
        let available = end - start
        let lead = start[0]
        if lead < 0x80 { return 1 }
        // 80…BF continue a character; C0 and C1 would be a longer form of ASCII.
        guard lead >= 0xC2, available >= 2 else { return 0 }
        let second = start[1]
        if lead < 0xE0 { return isContinuation(second) ? 2 : 0 }
        guard available >= 3, isContinuation(start[2]) else { return 0 }
        if lead < 0xF0 {
            // E0 80…9F: longer forms. ED A0…BF: surrogates.
            let lowest: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
            let highest: UInt8 = lead == 0xED ? 0x9F : 0xBF
            return second >= lowest && second <= highest ? 3 : 0
        }
        guard lead <= 0xF4, available >= 4, isContinuation(start[3]) else { return 0 }
        // F0 80…8F: longer forms. F4 90…BF: beyond U+10FFFF.
        let lowest: UInt8 = lead == 0xF0 ? 0x90 : 0x80
        let highest: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
        return second >= lowest && second <= highest ? 4 : 0
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// Writes a character that is no surrogate and at most U+10FFFF; where the next one goes. It takes at most four
    /// bytes, and never more than the escape that stood for it.
    static func write(_ scalar: UInt32, to place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: (scalar &>> shift) & 0x3F | 0x80) }
        func head(_ shift: UInt32, _ mark: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar &>> shift | mark) }
        if scalar < 0x80 {
            place[0] = head(0, 0)
            return place + 1
        }
        if scalar < 0x800 {
            place[0] = head(6, 0xC0)
            place[1] = tail(0)
            return place + 2
        }
        if scalar < 0x10000 {
            place[0] = head(12, 0xE0)
            place[1] = tail(6)
            place[2] = tail(0)
            return place + 3
        }
        place[0] = head(18, 0xF0)
        place[1] = tail(12)
        place[2] = tail(6)
        place[3] = tail(0)
        return place + 4
    }
}

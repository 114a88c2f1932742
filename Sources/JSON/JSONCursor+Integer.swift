import Platform

extension JSONCursor {
    /// Consumes the next number if it is an integer of up to eighteen digits without exponent. Otherwise returns `nil`
    /// and consumes nothing.
    @inline(__always)
    package mutating func takePlainInteger() -> Int64? {
        let number = readPlainInteger(at)
        guard let end = number.end else { return nil }
        at = end
        return number.value
    }
}

/// An integer in the most frequent form: digits, of which the first is 0 only if it is the only one.
private struct PlainInteger {
    let value: Int64
    /// `nil` if the text is not such an integer, but has a point, an exponent, too many digits, or is not a number.
    let end: UnsafeMutablePointer<UInt8>?
}

/// Not inlined, because it needs more registers than the code around it.
@inline(never)
private func readPlainInteger(_ text: UnsafeMutablePointer<UInt8>) -> PlainInteger {
    let isNegative = text.pointee == UInt8(ascii: "-")
    let first = isNegative ? text + 1 : text
    var end = first
    var magnitude: UInt64 = 0
    // Times have thirteen digits: eight, four and one.
    if let eight = Digits.eight(end) {
        magnitude = eight
        end += 8
        if let four = Digits.four(end) {
            magnitude = magnitude &* 10_000 &+ four
            end += 4
        }
    }
    while end.pointee.isDigit {
        magnitude = magnitude &* 10 &+ UInt64(end.pointee &- UInt8(ascii: "0"))
        end += 1
    }
    // Eighteen digits cannot overflow: the number is less than 10^18.
    let count = end - first
    guard count >= 1, count <= 18, first.pointee != UInt8(ascii: "0") || count == 1,
        end.pointee != UInt8(ascii: "."), end.pointee | 0x20 != UInt8(ascii: "e")
    else { return PlainInteger(value: 0, end: nil) }
    let value = Int64(truncatingIfNeeded: magnitude)
    return PlainInteger(value: isNegative ? 0 &- value : value, end: end)
}

/// Reads several digits at once. Returns `nil` if one of the bytes is not a digit. The bytes can be read even if the
/// text ends before them, because padding follows the text.
///
/// A digit is 30 to 39 in hexadecimal: its high half is 3, and remains 3 when 6 is added. The first digit is the lowest
/// byte. Adjacent digits are combined to numbers below 100, those to numbers below 10^4, and those to one number. Each
/// multiplication adds the lower part, times its weight, to the part above it.
private enum Digits {
    @inline(__always)
    static func eight(_ text: UnsafeMutablePointer<UInt8>) -> UInt64? {
        let bytes = UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
        let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        let isDigits = (bytes & high) | ((bytes &+ 0x0606_0606_0606_0606) & high) &>> 4
        guard isDigits == 0x3333_3333_3333_3333 else { return nil }
        let digits = bytes & 0x0F0F_0F0F_0F0F_0F0F
        let pairs = (digits &* (10 &<< 8 &+ 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* (100 &<< 16 &+ 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* (10_000 &<< 32 &+ 1)) &>> 32
    }

    @inline(__always)
    static func four(_ text: UnsafeMutablePointer<UInt8>) -> UInt64? {
        let bytes = UInt32(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt32.self))
        let high: UInt32 = 0xF0F0_F0F0
        let isDigits = (bytes & high) | ((bytes &+ 0x0606_0606) & high) &>> 4
        guard isDigits == 0x3333_3333 else { return nil }
        let digits = bytes & 0x0F0F_0F0F
        let pairs = (digits &* (10 &<< 8 &+ 1)) &>> 8 & 0x00FF_00FF
        return UInt64((pairs &* (100 &<< 16 &+ 1)) &>> 16)
    }
}

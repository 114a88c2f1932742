import Platform

extension JSONPlace {
    /// Passes the number that is next, if it is a whole one of up to eighteen digits and nothing else. Nothing otherwise.
    @inline(__always)
    package mutating func takePlainInteger() -> Int64? {
        let number = readPlainInteger(at)
        guard let end = number.end else { return nil }
        at = end
        return number.value
    }
}

/// An integer as nearly all are written: digits, of which the first is 0 only if it is the only one.
private struct PlainInteger {
    let value: Int64
    /// `nil` for what is none, or is written in another way: with a point, an exponent, or yet more digits.
    let end: UnsafeMutablePointer<UInt8>?
}

/// A call of its own: it needs more registers than all that stands around it.
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
    // Eighteen digits cannot overflow: they are below 10^18.
    let count = end - first
    guard count >= 1, count <= 18, first.pointee != UInt8(ascii: "0") || count == 1,
        end.pointee != UInt8(ascii: "."), end.pointee | 0x20 != UInt8(ascii: "e")
    else { return PlainInteger(value: 0, end: nil) }
    let value = Int64(truncatingIfNeeded: magnitude)
    return PlainInteger(value: isNegative ? 0 &- value : value, end: end)
}

/// Digits that are read at once; `nil` if one of the bytes is none. They can be read even where the text ends before,
/// since what is passed ahead of them are digits.
///
/// A digit is 30 to 39 in hexadecimal: its high half is 3, and stays so when 6 is added. The first digit is the lowest
/// byte. Neighbours are put together: to numbers below 100, to numbers below 10^4, to one. Each multiplication adds the
/// left one, times its weight, to the right one above it.
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

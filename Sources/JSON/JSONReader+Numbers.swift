import CPlatform
package import Platform

extension JSONReader {
    /// Consumes the number that is next if it is a whole one of 64 bits, however it is written.
    ///
    /// A number of the wrong kind fails at its first byte, a malformed one where it goes wrong.
    @inline(__always)
    package mutating func integer() throws(JSONError) -> Int64 {
        var digits = at
        let isNegative = digits.pointee == UInt8(ascii: "-")
        if isNegative { digits += 1 }
        let first = digits
        var magnitude: UInt64 = 0
        if let eight = EightDigits(digits) {
            magnitude = eight.value
            digits += 8
        }
        while digits.pointee.isDigit {
            magnitude = magnitude &* 10 &+ UInt64(digits.pointee &- UInt8(ascii: "0"))
            digits += 1
        }
        // Eighteen digits cannot overflow. A leading zero, a point or an exponent is for the slow way to judge.
        let count = digits - first
        let next = digits.pointee | 0x20
        guard count >= 1, count <= 18, first.pointee != UInt8(ascii: "0") || count == 1,
            next != UInt8(ascii: "."), next != UInt8(ascii: "e")
        else { return try integerSlowly() }
        at = digits
        // Below 10^18 in magnitude.
        let value = Int64(truncatingIfNeeded: magnitude)
        return isNegative ? 0 &- value : value
    }

    /// Consumes the number that is next.
    package mutating func double() throws(JSONError) -> Double {
        let first = at
        _ = try passNumber(expected: .number)
        let text = UnsafeRawPointer(first).assumingMemoryBound(to: CChar.self)
        // The number is followed by a byte of the text that cannot continue it, or by the NUL.
        let value = cplatform_parse_double(text)
        guard value.isFinite else { throw JSONError(.numberRange, at: first - start) }
        return value
    }

    /// Consumes the number that is next and gives its text as it stands there.
    package mutating func numberText() throws(JSONError) -> Bytes {
        let first = at
        _ = try passNumber(expected: .number)
        return Bytes(first, count: at - first)
    }
}

/// Eight digits that are read at once: times have thirteen.
private struct EightDigits {
    private let digits: UInt64

    /// `nil` if one of the next eight bytes is no digit. They can be read even where the text ends before.
    @inline(__always)
    init?(_ text: UnsafeMutablePointer<UInt8>) {
        let bytes = UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
        // A digit is 30 to 39 in hexadecimal: its high half is 3, and stays so when 6 is added.
        let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        let isDigits = (bytes & high) | ((bytes &+ 0x0606_0606_0606_0606) & high) &>> 4
        guard isDigits == 0x3333_3333_3333_3333 else { return nil }
        digits = bytes & 0x0F0F_0F0F_0F0F_0F0F
    }

    /// The first digit is the lowest byte. Neighbours are put together: to four numbers below 100, to two below 10^4,
    /// to one. Each multiplication adds the left one, times its weight, to the right one above it.
    @inline(__always)
    var value: UInt64 {
        let pairs = (digits &* (10 &<< 8 &+ 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* (100 &<< 16 &+ 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* (10_000 &<< 32 &+ 1)) &>> 32
    }
}

/// The parts of a number's text.
struct NumberText {
    let isNegative: Bool
    /// The digits, with a point among them if ``fractionCount`` is not 0.
    let digits: UnsafeMutablePointer<UInt8>
    let wholeCount: Int
    let fractionCount: Int
    /// Saturated far beyond any count of digits.
    let exponent: Int
}

extension JSONReader {
    /// Consumes a number by its grammar.
    mutating func passNumber(expected: JSONKind) throws(JSONError) -> NumberText {
        let first = at
        guard first.pointee == UInt8(ascii: "-") || first.pointee.isDigit else { throw wrongKind(expected) }
        if first.pointee == UInt8(ascii: "-") { at += 1 }
        let whole = at
        if at.pointee == UInt8(ascii: "0") { at += 1 } else { try passDigits() }
        let wholeCount = at - whole
        var fractionCount = 0
        if at.pointee == UInt8(ascii: ".") {
            at += 1
            let fraction = at
            try passDigits()
            fractionCount = at - fraction
        }
        let exponent = try passExponent()
        guard !at.pointee.isDigit else { throw failure(.badNumber) }
        return NumberText(
            isNegative: first != whole, digits: whole, wholeCount: wholeCount, fractionCount: fractionCount,
            exponent: exponent)
    }

    /// Passes one digit or more.
    private mutating func passDigits() throws(JSONError) {
        guard at.pointee.isDigit else { throw failure(.badNumber) }
        while at.pointee.isDigit { at += 1 }
    }

    private mutating func passExponent() throws(JSONError) -> Int {
        guard at.pointee | 0x20 == UInt8(ascii: "e") else { return 0 }
        at += 1
        let isNegative = at.pointee == UInt8(ascii: "-")
        if isNegative || at.pointee == UInt8(ascii: "+") { at += 1 }
        let digits = at
        try passDigits()
        var value = 0
        var next = digits
        while next != at {
            // A text has fewer digits than 10^12, so more would change nothing.
            if value < 1_000_000_000_000 { value = value &* 10 &+ Int(next.pointee &- UInt8(ascii: "0")) }
            next += 1
        }
        return isNegative ? 0 &- value : value
    }

    /// The number is digits × 10^exponent: zeros at both ends go, and what is left must be whole and fit.
    @inline(never)
    private mutating func integerSlowly() throws(JSONError) -> Int64 {
        let place = offset
        let number = try passNumber(expected: .integer)
        let significant = number.significantDigits()
        guard significant.count > 0 else { return 0 }
        guard significant.exponent >= 0 else { throw JSONError(.fraction, at: place) }
        // Both are far from overflow: below 2^32 and about 10^13.
        guard significant.count &+ significant.exponent <= 19 else { throw JSONError(.integerRange, at: place) }
        let magnitude = significant.magnitude()
        let limit = UInt64(Int64.max.magnitude) &+ (number.isNegative ? 1 : 0)
        guard magnitude <= limit else { throw JSONError(.integerRange, at: place) }
        return Int64(truncatingIfNeeded: number.isNegative ? 0 &- magnitude : magnitude)
    }
}

/// Digits that begin and end with one that is not zero, and the power of ten that they are multiplied by.
private struct SignificantDigits {
    let first: UnsafeMutablePointer<UInt8>
    /// Without the point.
    let count: Int
    let exponent: Int

    /// `count + exponent` is at most 19, so the number is below 10^19 < 2^64.
    func magnitude() -> UInt64 {
        var value: UInt64 = 0
        var next = first
        var left = count
        while left > 0 {
            if next.pointee != UInt8(ascii: ".") {
                value = value &* 10 &+ UInt64(next.pointee &- UInt8(ascii: "0"))
                left &-= 1
            }
            next += 1
        }
        var zeros = exponent
        while zeros > 0 {
            value = value &* 10
            zeros &-= 1
        }
        return value
    }
}

extension NumberText {
    private func isZeroOrPoint(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "0") || byte == UInt8(ascii: ".") }

    fileprivate func significantDigits() -> SignificantDigits {
        let point = digits + wholeCount
        let end = fractionCount > 0 ? point + 1 + fractionCount : point
        var first = digits
        while first != end, isZeroOrPoint(first.pointee) { first += 1 }
        guard first != end else { return SignificantDigits(first: first, count: 0, exponent: 0) }
        // There is a digit that is not zero, so this stops at or behind it.
        var last = end - 1
        while isZeroOrPoint(last.pointee) { last -= 1 }
        let span = last - first &+ 1
        let isAcross = first < point && last > point
        // Digits between the last one and the point, or behind the point and counted down.
        let places = last < point ? point - last &- 1 : point - last
        return SignificantDigits(first: first, count: isAcross ? span &- 1 : span, exponent: exponent &+ places)
    }
}

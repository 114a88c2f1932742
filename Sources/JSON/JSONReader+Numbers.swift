import CPlatform
import Platform

extension JSONReader {
    /// Consumes the next number, if it is an integer that fits into 64 bits, in any notation.
    ///
    /// The error position of a number of the wrong kind is its first byte; of a malformed number, it is the first
    /// invalid byte.
    package mutating func integer() throws(JSONError) -> Int64 {
        if let plain = cursor.takePlainInteger() { return plain }
        return try integerSlowly()
    }

    /// Consumes the number that is next.
    package mutating func double() throws(JSONError) -> Double {
        let first = at
        let number = try passNumber(expected: .number)
        if let value = number.exactDouble { return value }
        let text = UnsafeRawPointer(first).assumingMemoryBound(to: CChar.self)
        // The number is followed by a byte of the text that cannot continue it, or by the NUL.
        let value = cplatform_parse_double(text)
        guard value.isFinite else { throw JSONError(.numberRange, at: first - start) }
        return value
    }

    /// Consumes the number or boolean that is next, inside an object or array, and returns its text. The text is moved
    /// back by one byte, over a consumed byte, to make room for a NUL.
    package mutating func literalText() throws(JSONError) -> JSONText {
        let first = at
        if kind == .boolean { _ = try boolean() } else { _ = try passNumber(expected: .string) }
        let count = at - first
        memmove(first - 1, first, count)
        at[-1] = 0
        return JSONText(start: first - 1, count: count, flaw: nil)
    }
}

/// The parts of a number's text.
struct NumberText {
    let isNegative: Bool
    /// The digits, including a point if ``fractionCount`` is not 0.
    let digits: UnsafeMutablePointer<UInt8>
    let wholeCount: Int
    let fractionCount: Int
    /// Limited to a value that is larger than any number of digits.
    let exponent: Int
}

extension JSONReader {
    /// Consumes a number and checks its grammar.
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

    /// Consumes at least one digit.
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
            // A text has fewer than 10^12 digits, so a larger exponent has the same effect.
            if value < 1_000_000_000_000 { value = value &* 10 &+ Int(next.pointee &- UInt8(ascii: "0")) }
            next += 1
        }
        return isNegative ? 0 &- value : value
    }

    /// Consumes a number in any notation. It is digits × 10^exponent: after removing zeros at both ends, it must be an
    /// integer and fit.
    @inline(never)
    private mutating func integerSlowly() throws(JSONError) -> Int64 {
        let firstOffset = offset
        let number = try passNumber(expected: .integer)
        let significant = number.significantDigits()
        guard significant.count > 0 else { return 0 }
        guard significant.exponent >= 0 else { throw JSONError(.fraction, at: firstOffset) }
        // Neither can overflow: they are less than 2^32 and about 10^13.
        guard significant.count &+ significant.exponent <= 19 else { throw JSONError(.integerRange, at: firstOffset) }
        let magnitude = significant.magnitude()
        let limit = UInt64(Int64.max.magnitude) &+ (number.isNegative ? 1 : 0)
        guard magnitude <= limit else { throw JSONError(.integerRange, at: firstOffset) }
        return Int64(truncatingIfNeeded: number.isNegative ? 0 &- magnitude : magnitude)
    }
}

/// Digits that begin and end with a digit other than zero, and the exponent of their power of ten.
private struct SignificantDigits {
    let first: UnsafeMutablePointer<UInt8>
    /// The number of digits, without the point.
    let count: Int
    let exponent: Int

    /// Returns the number without its sign. `count + exponent` is at most 19, so it is less than 10^19 < 2^64.
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
    /// The value, if one rounding computes it: the digits, below 2^53, and the power of ten are exact, so their product
    /// or quotient is rounded correctly.
    fileprivate var exactDouble: Double? {
        // The exponent is limited, so this cannot overflow.
        let power = exponent &- fractionCount
        guard wholeCount &+ fractionCount <= 15, power >= -22, power <= 22 else { return nil }
        let end = fractionCount > 0 ? digits + (wholeCount &+ 1 &+ fractionCount) : digits + wholeCount
        var magnitude: Int64 = 0
        var next = digits
        while next != end {
            if next.pointee != UInt8(ascii: ".") {
                magnitude = magnitude &* 10 &+ Int64(next.pointee &- UInt8(ascii: "0"))
            }
            next += 1
        }
        var scale = 1.0
        var left = power.magnitude
        while left > 0 {
            scale *= 10
            left &-= 1
        }
        let value = power < 0 ? Double(magnitude) / scale : Double(magnitude) * scale
        return isNegative ? -value : value
    }

    private func isZeroOrPoint(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "0") || byte == UInt8(ascii: ".") }

    fileprivate func significantDigits() -> SignificantDigits {
        let point = digits + wholeCount
        let end = fractionCount > 0 ? point + 1 + fractionCount : point
        var first = digits
        while first != end, isZeroOrPoint(first.pointee) { first += 1 }
        guard first != end else { return SignificantDigits(first: first, count: 0, exponent: 0) }
        // There is a digit other than zero, so this stops at or after it.
        var last = end - 1
        while isZeroOrPoint(last.pointee) { last -= 1 }
        let span = last - first &+ 1
        let isAcross = first < point && last > point
        // The number of zeros between the last digit and the point, or the negative number of digits after the point.
        let shift = last < point ? point - last &- 1 : point - last
        return SignificantDigits(first: first, count: isAcross ? span &- 1 : span, exponent: exponent &+ shift)
    }
}

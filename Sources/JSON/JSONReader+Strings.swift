import CPlatform

extension JSONReader {
    /// Consumes the string that is next and unescapes it in place.
    package mutating func string() throws(JSONError) -> JSONText {
        guard at.pointee == UInt8(ascii: "\"") else { throw wrongKind(.string) }
        return try readString()
    }

    /// Consumes a string whose opening quote is next. A string without escapes is not moved. The closing quote becomes
    /// a NUL.
    @inline(__always)
    mutating func readString() throws(JSONError) -> JSONText {
        let first = at + 1
        let stop = first.plainEnd
        guard stop.pointee == UInt8(ascii: "\"") else { return try readStringSlowly(first, from: stop) }
        stop.pointee = 0
        at = stop + 1
        return JSONText(start: first, count: stop - first, flaw: nil)
    }

    /// Continues at the first byte that is not plain ASCII, or begins an escape, or is invalid.
    @inline(never)
    private mutating func readStringSlowly(
        _ first: UnsafeMutablePointer<UInt8>, from stop: UnsafeMutablePointer<UInt8>
    ) throws(JSONError) -> JSONText {
        // Writing never overtakes reading: unescaping does not make any character longer.
        var write = stop
        var flaw: JSONError.Reason?
        at = stop
        while at.pointee != UInt8(ascii: "\"") {
            if at == end, hasLenientStrings {
                write.pointee = 0
                return JSONText(start: first, count: write - first, flaw: .ends)
            }
            if at.pointee == UInt8(ascii: "\\") {
                var scalar = try readEscape()
                if scalar == 0 { flaw = .nul }
                if scalar == Self.halfPair {
                    flaw = .surrogate
                    scalar = 0xFFFD
                }
                write = UTF8Sequence.write(scalar, to: write)
            } else {
                let run = at
                try passRun()
                if write != run { memmove(write, run, at - run) }
                write += at - run
            }
        }
        write.pointee = 0
        at += 1
        return JSONText(start: first, count: write - first, flaw: flaw)
    }

    /// Consumes one character outside ASCII, or all plain characters up to the next other one.
    @inline(__always)
    private mutating func passRun() throws(JSONError) {
        if at.pointee >= 0x20, at.pointee < 0x80 {
            at = at.plainEnd
            return
        }
        let length = at.pointee < 0x20 ? 0 : UTF8Sequence.length(at, before: end)
        if length > 0 {
            at += length
            return
        }
        let isControl = at.pointee < 0x20
        guard hasLenientStrings else { throw isControl ? failure(.control) : JSONError(.notUTF8, at: offset) }
        at.pointee = isControl ? UInt8(ascii: " ") : UInt8(ascii: "?")
        at += 1
    }

    /// Consumes an escape, whose backslash is next. A surrogate pair is one character; an unpaired surrogate is
    /// ``halfPair``.
    private mutating func readEscape() throws(JSONError) -> UInt32 {
        // The byte after the backslash is inside the text, or is the NUL at its end, which matches no escape.
        let character: UInt32
        switch at[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): character = UInt32(at[1])
        case UInt8(ascii: "b"): character = 0x08
        case UInt8(ascii: "f"): character = 0x0C
        case UInt8(ascii: "n"): character = 0x0A
        case UInt8(ascii: "r"): character = 0x0D
        case UInt8(ascii: "t"): character = 0x09
        case UInt8(ascii: "u"):
            if let character = try readUnicodeEscape() { return character }
            fallthrough
        default:
            guard hasLenientStrings else { throw JSONError(at + 1 == end ? .ends : .badEscape, at: offset) }
            at += 1
            return UInt32(UInt8(ascii: "\\"))
        }
        at += 2
        return character
    }

    /// The result for an unpaired surrogate, which is not a character.
    private static var halfPair: UInt32 { .max }

    /// Consumes a `\u` escape, or two for a surrogate pair. Returns `nil` for a malformed escape in a lenient reader.
    private mutating func readUnicodeEscape() throws(JSONError) -> UInt32? {
        guard let unit = try readFourDigits() else { return nil }
        guard unit & 0xF800 == 0xD800 else { return unit }
        // A high surrogate must be followed by the escape of a low one.
        guard unit < 0xDC00, at[0] == UInt8(ascii: "\\"), at[1] == UInt8(ascii: "u") else { return Self.halfPair }
        let second = at
        if let low = try readFourDigits(), low & 0xFC00 == 0xDC00 {
            return 0x10000 &+ (unit & 0x3FF) &<< 10 &+ (low & 0x3FF)
        }
        at = second
        return Self.halfPair
    }

    /// Consumes `\u`, which is next, and four digits. In a lenient reader, returns `nil` for a malformed escape and
    /// consumes nothing.
    private mutating func readFourDigits() throws(JSONError) -> UInt32? {
        var value: UInt32 = 0
        var index = 2
        while index < 6 {
            guard let digit = hexadecimal(at[index]) else {
                if hasLenientStrings { return nil }
                throw JSONError(at + index == end ? .ends : .badEscape, at: offset)
            }
            value = value &<< 4 | digit
            index &+= 1
        }
        at += 6
        return value
    }

    private func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }
}

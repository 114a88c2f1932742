import CPlatform

/// The position of a reader: a byte of the text, or the NUL after it.
///
/// A caller that reads many values copies the reader's cursor into a local variable, passes it to each call, and stores
/// it back at the end. A local variable stays in a register, while each step would load and store the reader's.
package struct JSONCursor {
    var at: UnsafeMutablePointer<UInt8>

    @inline(__always)
    package init(_ at: UnsafeMutablePointer<UInt8>) { self.at = at }

    /// The next byte.
    @inline(__always)
    package var byte: UInt8 { at.pointee }

    /// The text from the next byte on. Sixteen bytes can be read. A caller that expects a certain text can compare it
    /// before parsing.
    @inline(__always)
    package var bytes: UnsafePointer<UInt8> { UnsafePointer(at) }

    /// The kind of the next value.
    package var kind: JSONKind {
        switch byte {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: .none
        }
    }

    /// Consumes the next value, which the caller knows to be a string without escapes. Its closing quote becomes a NUL.
    ///
    /// - Parameter quotedCount: the length of the string with its quotes.
    @inline(__always)
    package mutating func passString(_ quotedCount: Int) -> UnsafeMutablePointer<UInt8> {
        let first = at + 1
        at += quotedCount
        at[-1] = 0
        return first
    }

    /// Consumes the next string if it is ASCII without escapes. Its closing quote becomes a NUL. Otherwise returns
    /// `nil` and consumes nothing.
    @inline(__always)
    package mutating func takePlainString() -> UnsafeMutablePointer<UInt8>? {
        guard byte == UInt8(ascii: "\"") else { return nil }
        let first = at + 1
        let stop = first.plainEnd
        guard stop.pointee == UInt8(ascii: "\"") else { return nil }
        stop.pointee = 0
        at = stop + 1
        return first
    }

    /// True if a colon between two spaces is next, as Java's printers write it.
    @inline(__always)
    var isAtSpacedColon: Bool {
        // Four bytes can be read even at the end of the text; three are compared.
        UInt32(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt32.self)) & 0xFF_FFFF == 0x20_3A20
    }

    /// Skips white space. The most frequent cases are inlined: nothing to skip, one space or line feed, or one of them
    /// and up to seven spaces.
    @inline(__always)
    mutating func skipWhitespace() {
        guard isAtWhitespace else { return }
        at += 1
        if byte > UInt8(ascii: " ") { return }
        // Eight bytes can be read even at the end of the text.
        let next = UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
        at += (next ^ 0x2020_2020_2020_2020).trailingZeroBitCount &>> 3
        if byte <= UInt8(ascii: " ") { self = afterWhitespace() }
    }

    /// Skips U+FEFF, which some programs write before JSON.
    @inline(never)
    mutating func skipByteOrderMark() {
        // The NUL at the end stops the comparison.
        if at[1] == 0xBB, at[2] == 0xBF { at += 3 }
    }

    @inline(__always)
    private var isAtWhitespace: Bool {
        // A bit for each of space, tab, line feed and carriage return.
        let spaces: UInt64 = 1 << 0x20 | 1 << 0x09 | 1 << 0x0A | 1 << 0x0D
        return byte <= UInt8(ascii: " ") && spaces &>> UInt64(byte) & 1 != 0
    }

    /// Skips deeper indentation.
    @inline(never)
    private func afterWhitespace() -> JSONCursor {
        JSONCursor(UnsafeMutablePointer(mutating: cplatform_scan_space(at)) ?? at)
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// The next byte that is not a plain character of a string: at the latest the NUL after the text.
    @inline(__always)
    var plainEnd: Self { Self(mutating: cplatform_scan_string(self)) ?? self }
}

import CPlatform

/// Where a reading stands: at a byte of the text, or at the NUL behind it.
///
/// Who reads value after value takes the reader's place into a local variable, hands it to each call, and puts it back
/// in the end. A local variable stays in a register, while the reader is memory that every step would read and write.
package struct JSONPlace {
    var at: UnsafeMutablePointer<UInt8>

    @inline(__always)
    package init(_ at: UnsafeMutablePointer<UInt8>) { self.at = at }

    /// The next byte.
    @inline(__always)
    package var byte: UInt8 { at.pointee }

    /// The text from the next byte on, of which sixteen bytes can be read: for a caller who knows what may come, to
    /// compare before it is taken apart.
    @inline(__always)
    package var bytes: UnsafePointer<UInt8> { UnsafePointer(at) }

    /// What the next value is.
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

    /// Passes a string without escapes, which has been seen to be next. Its closing quote becomes a NUL.
    ///
    /// - Parameter quotedCount: its characters and quotes.
    @inline(__always)
    package mutating func passString(_ quotedCount: Int) -> UnsafeMutablePointer<UInt8> {
        let first = at + 1
        at += quotedCount
        at[-1] = 0
        return first
    }

    /// Passes the string that is next, if it needs no more than to be ended: ASCII without escapes. Nothing otherwise.
    /// Its closing quote becomes a NUL.
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

    /// Whether a colon between two spaces is next, as Java's printers write it.
    @inline(__always)
    var isAtSpacedColon: Bool {
        // Four bytes can be read even where the text ends before; three of them count.
        UInt32(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt32.self)) & 0xFF_FFFF == 0x20_3A20
    }

    /// Written out where it is used for what is most frequent: nothing to skip, one space or line feed, or either of
    /// them and up to seven spaces.
    @inline(__always)
    mutating func skipWhitespace() {
        guard isAtWhitespace else { return }
        at += 1
        if byte > 0x20 { return }
        // Eight bytes can be read even where the text ends before.
        let next = UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
        at += (next ^ 0x2020_2020_2020_2020).trailingZeroBitCount &>> 3
        if byte <= 0x20 { self = afterWhitespace() }
    }

    /// Skips U+FEFF, which some programs write before JSON.
    @inline(never)
    mutating func skipByteOrderMark() {
        // The NUL at the end stops the comparison.
        if at[1] == 0xBB, at[2] == 0xBF { at += 3 }
    }

    @inline(__always)
    private var isAtWhitespace: Bool {
        // Space, tab, line feed and carriage return, as bits of their numbers.
        let spaces: UInt64 = 1 << 0x20 | 1 << 0x09 | 1 << 0x0A | 1 << 0x0D
        return byte <= 0x20 && spaces &>> UInt64(byte) & 1 != 0
    }

    /// Deeper indentation.
    @inline(never)
    private func afterWhitespace() -> JSONPlace {
        JSONPlace(UnsafeMutablePointer(mutating: cplatform_scan_space(at)) ?? at)
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// The next byte that does not simply stand for itself in a string; at the latest the NUL at the end.
    @inline(__always)
    var plainEnd: Self { Self(mutating: cplatform_scan_string(self)) ?? self }
}

import CPlatform

/// A view of bytes that somebody else owns, who must outlive it.
package struct Bytes: @unchecked Sendable {
    package let start: UnsafePointer<UInt8>
    package let count: Int

    /// `count` bytes from `start` must be readable; a negative count is none.
    package init(_ start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count < 0 ? 0 : count
    }

    /// The bytes of a C string, without its NUL.
    package init(cString: UnsafePointer<CChar>) {
        self.init(UnsafeRawPointer(cString).assumingMemoryBound(to: UInt8.self), count: strlen(cString))
    }

    package static var none: Bytes { ("" as Literal).bytes }

    package var isEmpty: Bool { count == 0 }

    /// The byte at `index`, or `nil` outside: no index can reach what is not ours.
    package subscript(index: Int) -> UInt8? {
        index >= 0 && index < count ? start[index] : nil
    }

    /// Calls `body` with each byte until it answers `false`; whether it never did.
    @inline(__always)
    package func allSatisfy(_ body: (UInt8) -> Bool) -> Bool {
        var index = 0
        while index < count {
            if !body(start[index]) { return false }
            index &+= 1
        }
        return true
    }

    /// The first `length` bytes, or all when there are fewer.
    package func prefix(_ length: Int) -> Bytes {
        Bytes(start, count: length < count ? length : count)
    }

    /// As much of a UTF-8 text as `length` bytes hold, without a piece of a character at its end.
    package func textPrefix(_ length: Int) -> Bytes {
        var end = length
        // The byte behind a whole character is no continuation.
        while end > 0, let next = self[end], next & 0xC0 == 0x80 { end &-= 1 }
        return prefix(end)
    }

    /// What is left after the first `length` bytes.
    package func dropFirst(_ length: Int) -> Bytes {
        let skipped = length < 0 ? 0 : (length < count ? length : count)
        return Bytes(start + skipped, count: count &- skipped)
    }

    package static func == (left: Bytes, right: Bytes) -> Bool {
        left.count == right.count && memcmp(left.start, right.start, left.count) == 0
    }

    package static func == (left: Bytes, right: Literal) -> Bool { left == right.bytes }

    package func hasPrefix(_ other: Literal) -> Bool {
        count >= other.bytes.count && memcmp(start, other.bytes.start, other.bytes.count) == 0
    }

    /// Equal but for the case of ASCII letters.
    package func equalsIgnoringCase(_ other: Bytes) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index < count {
            if start[index].asciiLowercased != other.start[index].asciiLowercased { return false }
            index &+= 1
        }
        return true
    }

    /// Where `other` begins in these bytes for the first time, or `nil`.
    package func firstRange(of other: Bytes) -> Int? {
        guard !other.isEmpty, let found = cplatform_find(start, count, other.start, other.count) else { return nil }
        return found - UnsafeRawPointer(start)
    }
}

extension UInt8 {
    package var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    package var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    package var isLetter: Bool { asciiLowercased >= 0x61 && asciiLowercased <= 0x7A }

    /// RFC 3986's unreserved characters, which need no percent-encoding anywhere.
    package var isUnreserved: Bool {
        // A bit for each: digits, minus and point; letters, underscore and tilde.
        let characters: UInt64 = self < 0x40 ? 0x03FF_6000_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return self < 0x80 && characters &>> UInt64(self & 0x3F) & 1 != 0
    }
}

import CPlatform

/// A view of bytes. The owner of the bytes must outlive it.
package struct Bytes: @unchecked Sendable {
    package let start: UnsafePointer<UInt8>
    package let count: Int

    /// `count` bytes from `start` must be readable. A negative count makes an empty view.
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

    /// The byte at `index`, or `nil` if it is out of range.
    package subscript(index: Int) -> UInt8? {
        index >= 0 && index < count ? start[index] : nil
    }

    /// Calls `body` with each byte until it returns false. Returns true if it never did.
    @inline(__always)
    package func allSatisfy(_ body: (UInt8) -> Bool) -> Bool {
        var index = 0
        while index < count {
            if !body(start[index]) { return false }
            index &+= 1
        }
        return true
    }

    /// Returns the first `length` bytes, or all if there are fewer.
    package func prefix(_ length: Int) -> Bytes {
        Bytes(start, count: length < count ? length : count)
    }

    /// Returns at most `length` bytes of a UTF-8 text, without an incomplete character at the end.
    package func textPrefix(_ length: Int) -> Bytes {
        var end = length
        // The byte after a complete character is not a continuation byte.
        while end > 0, let next = self[end], next & 0xC0 == 0x80 { end &-= 1 }
        return prefix(end)
    }

    /// Returns the bytes after the first `length`.
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

    /// Returns true if the bytes are equal apart from the case of ASCII letters.
    package func equalsIgnoringCase(_ other: Bytes) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index < count {
            if start[index].asciiLowercased != other.start[index].asciiLowercased { return false }
            index &+= 1
        }
        return true
    }

    /// Returns the offset of the first occurrence of `other`, or `nil`.
    package func firstRange(of other: Bytes) -> Int? {
        guard !other.isEmpty, let found = cplatform_find(start, count, other.start, other.count) else { return nil }
        return found - UnsafeRawPointer(start)
    }
}

extension UInt8 {
    package var asciiLowercased: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }

    package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    package var isLetter: Bool { asciiLowercased >= UInt8(ascii: "a") && asciiLowercased <= UInt8(ascii: "z") }

    /// True for ASCII characters that are visible: no space and no control character.
    package var isVisibleASCII: Bool { self > UInt8(ascii: " ") && self < 0x7F }

    /// True for visible ASCII and the space.
    package var isPrintableASCII: Bool { self >= UInt8(ascii: " ") && self < 0x7F }

    /// True for the control characters of ASCII.
    package var isControl: Bool { self < UInt8(ascii: " ") || self == 0x7F }

    /// True for RFC 3986's unreserved characters, which never need percent-encoding.
    package var isUnreserved: Bool {
        // One bit for each character. First word: digits, minus and point. Second word: letters, underscore and tilde.
        let characters: UInt64 = self < 0x40 ? 0x03FF_6000_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return self < 0x80 && characters &>> UInt64(self & 0x3F) & 1 != 0
    }
}

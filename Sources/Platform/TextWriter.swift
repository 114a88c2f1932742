/// Writes a NUL-terminated text into a place of fixed size, and cuts it at a character when it does not fit.
///
/// Literals, numbers and what ``write(own:)`` takes are the library's words. All else is from outside: secrets in it
/// are blanked.
public struct TextWriter: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private let capacityBytes: Int
    private let secrets: Secrets
    private var count = 0
    private var isCut = false

    /// `capacityBytes` bytes from `start` must be writable, the NUL included. The place is empty from now on.
    package init(_ start: UnsafeMutableRawPointer, capacityBytes: Int, hiding secrets: Secrets = Secrets()) {
        self.start = start.assumingMemoryBound(to: UInt8.self)
        self.capacityBytes = capacityBytes
        self.secrets = secrets
        if capacityBytes > 0 { self.start.pointee = 0 }
    }

    /// What has been written so far.
    package var bytes: Bytes { Bytes(start, count: count) }

    /// Writes a text from outside, or as much of it as `limit` bytes hold. A secret is recognised in all of the text,
    /// so that the limit leaves no piece of it.
    ///
    /// Control characters come out as spaces: a text from outside must not move a terminal's cursor.
    @inline(never)
    package mutating func write(_ text: Bytes, atMost limit: Int = .max, isChecked: Bool = true) {
        var index = 0
        var hidden = 0
        let shown = text.textPrefix(limit)
        while let byte = shown[index] {
            if hidden == 0 { hidden = secrets.length(text.dropFirst(index)) }
            // Of bytes that nobody has checked, what is not ASCII may not be UTF-8.
            let visible = byte < 0x20 || byte == 0x7F ? 0x20 : (isChecked || byte < 0x80 ? byte : 0x3F)
            guard write(byte: hidden > 0 ? 0x2A : visible) else { return }
            if hidden > 0 { hidden &-= 1 }
            index &+= 1
        }
    }

    /// Writes bytes of which nobody has seen that they are UTF-8: what is not ASCII becomes a question mark.
    package mutating func write(unchecked text: Bytes) { write(text, isChecked: false) }

    /// Writes words of the library's that are no literal.
    @inline(never)
    package mutating func write(own text: Bytes) {
        _ = text.allSatisfy { write(byte: $0) }
    }

    package mutating func write(_ text: Literal) { write(own: text.bytes) }

    package mutating func write(_ value: Int64) {
        if value < 0 { write("-") }
        writeDigits(value.magnitude)
    }

    /// Twenty levels deep at the most. Dividing by a constant cannot trap, by a variable it could.
    private mutating func writeDigits(_ value: UInt64) {
        if value >= 10 { writeDigits(value / 10) }
        _ = write(byte: UInt8(truncatingIfNeeded: value % 10) &+ 0x30)
    }

    /// Returns false when there is no room.
    private mutating func write(byte: UInt8) -> Bool {
        guard !isCut, count < capacityBytes &- 1 else {
            cut()
            return false
        }
        start[count] = byte
        count &+= 1
        start[count] = 0
        return true
    }

    /// Takes back a character that was begun and has no room to end.
    @inline(never)
    private mutating func cut() {
        guard !isCut else { return }
        isCut = true
        var end = count
        while end > 0, start[end &- 1] & 0xC0 == 0x80 { end &-= 1 }
        guard end > 0, start[end &- 1] >= 0xC0 else { return }
        let lead = start[end &- 1]
        let length = lead >= 0xF0 ? 4 : (lead >= 0xE0 ? 3 : 2)
        if count &- (end &- 1) < length {
            count = end &- 1
            start[count] = 0
        }
    }
}

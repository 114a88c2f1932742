/// Writes a NUL-terminated text into a place of fixed size, and cuts it at a character when it does not fit.
public struct TextWriter: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private let capacityBytes: Int
    private var count = 0
    private var isCut = false

    /// `capacityBytes` bytes from `start` must be writable, the NUL included. The place is empty from now on.
    package init(_ start: UnsafeMutableRawPointer, capacityBytes: Int) {
        self.start = start.assumingMemoryBound(to: UInt8.self)
        self.capacityBytes = capacityBytes
        if capacityBytes > 0 { self.start.pointee = 0 }
    }

    /// What has been written so far.
    package var bytes: Bytes { Bytes(start, count: count) }

    /// Control characters come out as spaces: a text from outside must not move a terminal's cursor.
    @inline(never)
    package mutating func write(_ text: Bytes) {
        guard !isCut, capacityBytes > 0 else { return }
        var index = 0
        // count stays below capacityBytes - 1, so the byte and its NUL fit.
        while let byte = text[index], count < capacityBytes &- 1 {
            start[count] = byte < 0x20 || byte == 0x7F ? 0x20 : byte
            count &+= 1
            index &+= 1
        }
        if index < text.count { cut() }
        start[count] = 0
    }

    /// Writes bytes of which nobody has seen that they are UTF-8: what is not ASCII becomes a question mark.
    package mutating func write(unchecked text: Bytes) {
        _ = text.allSatisfy { byte in
            write(byte: byte < 0x80 ? byte : 0x3F)
            return true
        }
    }

    @inline(never)
    package mutating func write(_ text: Literal) { write(text.bytes) }

    package mutating func write(_ value: Int64) {
        if value < 0 { write("-") }
        writeDigits(value.magnitude)
    }

    /// Twenty levels deep at the most. Dividing by a constant cannot trap, by a variable it could.
    private mutating func writeDigits(_ value: UInt64) {
        if value >= 10 { writeDigits(value / 10) }
        writeDigit(UInt8(truncatingIfNeeded: value % 10))
    }

    private mutating func writeDigit(_ digit: UInt8) { write(byte: digit &+ 0x30) }

    private mutating func write(byte: UInt8) {
        var byte = byte
        withUnsafePointer(to: &byte) { write(Bytes($0, count: 1)) }
    }

    /// Takes back a character that was begun and has no room to end.
    private mutating func cut() {
        isCut = true
        var end = count
        while end > 0, start[end &- 1] & 0xC0 == 0x80 { end &-= 1 }
        guard end > 0, start[end &- 1] >= 0xC0 else { return }
        let lead = start[end &- 1]
        let length = lead >= 0xF0 ? 4 : (lead >= 0xE0 ? 3 : 2)
        if count &- (end &- 1) < length { count = end &- 1 }
    }
}

import CPlatform

/// Writes a NUL-terminated text into a buffer of fixed size. A text that does not fit is cut at the end of a character.
///
/// Literals, numbers, and texts passed to ``write(own:)`` come from the library. All other texts come from outside, and
/// secrets in them are redacted.
public struct TextWriter: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private var capacityBytes: Int
    private let secrets: Secrets
    private var count = 0
    private var isCut = false

    /// `capacityBytes` bytes from `start` must be writable, the NUL included. Empties the buffer.
    package init(_ start: UnsafeMutableRawPointer, capacityBytes: Int, hiding secrets: Secrets = Secrets()) {
        self.start = start.assumingMemoryBound(to: UInt8.self)
        self.capacityBytes = capacityBytes
        self.secrets = secrets
        if capacityBytes > 0 { self.start.pointee = 0 }
    }

    /// The text written so far.
    package var bytes: Bytes { Bytes(start, count: count) }

    /// Writes at most `limit` bytes of a text from outside. Secrets are recognised in the whole text, so the limit
    /// cannot leave a part of one.
    ///
    /// Invisible characters, and those that move a terminal's cursor or change the text direction, are escaped, like
    /// `\u202e`. Line breaks and tabs become spaces. Bytes that are not UTF-8 become question marks.
    package mutating func write(_ text: Bytes, atMost limit: Int) { write(text, limit, isOwn: false) }

    @inline(never)
    package mutating func write(_ text: Bytes) { write(text, .max, isOwn: false) }

    @inline(never)
    private mutating func write(_ text: Bytes, _ limit: Int, isOwn: Bool) {
        let end = limit < lastByte &- count ? count &+ limit : lastByte
        var character: (UInt64, UInt64) = (0, 0)
        var rest = text
        var hidden = 0
        while rest.count > 0 {
            if hidden == 0, !isOwn { hidden = secrets.length(rest) }
            var taken: Int32 = 1
            let isRoom = withUnsafeMutableBytes(of: &character) { raw in
                guard let shown = raw.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
                if hidden > 0 {
                    shown.pointee = UInt8(ascii: "*")
                    return put(shown, 1, before: end)
                }
                return put(
                    shown, cplatform_show_character(rest.start, rest.count, shown, &taken), before: end)
            }
            guard isRoom else { return }
            if hidden > 0 { hidden &-= 1 }
            rest = rest.dropFirst(Int(taken))
        }
    }

    /// Writes a text of the library that is not a literal.
    @inline(never)
    package mutating func write(own text: Bytes) { write(text, .max, isOwn: true) }

    package mutating func write(_ text: Literal) { write(own: text.bytes) }

    package mutating func write(_ value: Int64) {
        if value < 0 { write("-") }
        writeDigits(value.magnitude)
    }

    /// Recurses at most twenty levels. Division by a constant cannot trap; division by a variable could.
    private mutating func writeDigits(_ value: UInt64) {
        if value >= 10 { writeDigits(value / 10) }
        var digit = UInt8(truncatingIfNeeded: value % 10) &+ UInt8(ascii: "0")
        _ = put(&digit, 1, before: lastByte)
    }

    /// Writes what `body` writes, and keeps `room` bytes for the text after it. A longer text is cut.
    @inline(__always)
    package mutating func write(leaving room: Int, _ body: (inout TextWriter) -> Void) {
        capacityBytes &-= room
        body(&self)
        capacityBytes &+= room
        if isCut {
            isCut = false
            write("…")
        }
    }

    /// The index of the NUL of a full text.
    private var lastByte: Int { capacityBytes &- 1 }

    /// Writes a whole character. Returns false if it would end after `end`.
    private mutating func put(_ character: UnsafePointer<UInt8>, _ length: Int32, before end: Int) -> Bool {
        guard !isCut, Int(length) <= end &- count else {
            isCut = isCut || end == lastByte
            return false
        }
        memcpy(start + count, character, Int(length))
        count &+= Int(length)
        start[count] = 0
        return true
    }
}

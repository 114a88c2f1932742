import CPlatform

/// Writes a NUL-terminated text into a place of fixed size, and cuts it at a character when it does not fit.
///
/// Literals, numbers and what ``write(own:)`` takes are the library's words. All else is from outside: secrets in it
/// are blanked.
public struct TextWriter: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private var capacityBytes: Int
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
    /// Characters that nobody sees, or that move a terminal's cursor or turn the direction of what follows, come out
    /// escaped, like `\u202e`; line breaks and tabs as spaces, and bytes that are not UTF-8 as question marks.
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
            let isRoom = withUnsafeMutableBytes(of: &character) { place in
                guard let shown = place.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
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

    /// Writes words of the library's that are no literal.
    @inline(never)
    package mutating func write(own text: Bytes) { write(text, .max, isOwn: true) }

    package mutating func write(_ text: Literal) { write(own: text.bytes) }

    package mutating func write(_ value: Int64) {
        if value < 0 { write("-") }
        writeDigits(value.magnitude)
    }

    /// Twenty levels deep at the most. Dividing by a constant cannot trap, by a variable it could.
    private mutating func writeDigits(_ value: UInt64) {
        if value >= 10 { writeDigits(value / 10) }
        var digit = UInt8(truncatingIfNeeded: value % 10) &+ 0x30
        _ = put(&digit, 1, before: lastByte)
    }

    /// Writes what `body` writes, and keeps `room` bytes for what comes after it. A text that needs more is cut.
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

    /// Where the NUL stands that ends a full text.
    private var lastByte: Int { capacityBytes &- 1 }

    /// Writes a character whole, or returns false when it ends beyond `end`.
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

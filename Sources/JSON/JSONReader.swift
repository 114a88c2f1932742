import CPlatform
package import Platform

/// A string of the text: its unescaped bytes, in place, followed by a NUL.
package struct JSONText {
    package let start: UnsafeMutablePointer<UInt8>
    package let count: Int
    /// The reason why it differs from the text that was sent, or cannot become a C string: ``JSONError/Reason/nul``,
    /// ``JSONError/Reason/surrogate``, or in a lenient reader ``JSONError/Reason/ends``. A skipped value may have one.
    package let flaw: JSONError.Reason?

    package var bytes: Bytes { Bytes(start, count: count) }
}

/// Reads one JSON text (RFC 8259, strictly) from front to back, in place, as its caller requests the values.
///
/// ``kind`` returns the kind of the next value, and one call consumes it. The caller enters objects and arrays, and
/// then reads their members or elements one by one:
///
///     var isMore = try reader.enterObject()
///     while isMore {
///         let key = try reader.key()
///         …consume the value…
///         isMore = try reader.nextMember()
///     }
///     try reader.finish()
///
/// No read leaves the text: it ends with a NUL and sixteen more readable bytes (``Block/seal()``), the NUL is not part
/// of any token, and ``at`` passes a byte only after it was found to be another byte than that NUL. A read of several
/// bytes begins at or before the NUL and reads at most sixteen. In-place changes only affect consumed bytes.
///
/// Most functions have two forms: at a cursor of the caller, which is inlined, and at the reader's own cursor.
public struct JSONReader: ~Copyable {
    /// The most open objects and arrays.
    package static var maximumDepth: Int { 128 }

    /// The next byte to read, unless a caller uses its own cursor.
    package var cursor: JSONCursor
    let start: UnsafeMutablePointer<UInt8>
    let end: UnsafeMutablePointer<UInt8>

    /// The position in each open container. An object's frame is the offset of its current key, which a NUL terminates.
    /// An array's frame is the complement of the index, which is negative. This records a whole path with one or two
    /// stores for each step.
    let frames: UnsafeMutablePointer<Int>
    /// The frame of the innermost container. The frame before the first is never read or written.
    var top: UnsafeMutablePointer<Int>

    /// Accepts strings with bytes that are not UTF-8, unescaped control characters, unknown escapes, or no end. The
    /// structure of the text is still checked strictly.
    package var hasLenientStrings = false

    /// The frame of an object before its first key.
    static var noKey: Int { .max }

    /// - Parameters:
    ///   - start: `count` bytes that may be changed, then a NUL, then sixteen readable bytes.
    ///   - frames: room for ``maximumDepth`` integers, which need no initial value.
    @inline(__always)
    package init(_ start: UnsafeMutablePointer<UInt8>, count: Int, frames: UnsafeMutablePointer<Int>) {
        self.start = start
        self.frames = frames
        cursor = JSONCursor(start)
        end = start + count
        top = frames - 1
        if cursor.byte == 0xEF { cursor.skipByteOrderMark() }
        cursor.skipWhitespace()
    }

    /// The position of the reader's own cursor.
    @inline(__always)
    var at: UnsafeMutablePointer<UInt8> {
        get { cursor.at }
        set { cursor.at = newValue }
    }

    /// Offset of the next byte.
    package var offset: Int { at - start }

    /// The kind of the next value.
    package var kind: JSONKind { cursor.kind }

    /// Finishes reading. Fails if anything but white space is left.
    package mutating func finish() throws(JSONError) {
        cursor.skipWhitespace()
        if at != end { throw JSONError(.trailing, at: offset) }
    }
}

// MARK: - Literals

extension JSONReader {
    /// Consumes `null` if it is next. Returns true if it was.
    @inline(__always)
    package mutating func takeNull() throws(JSONError) -> Bool {
        guard at.pointee == UInt8(ascii: "n") else { return false }
        try takeWord("null")
        return true
    }

    package mutating func boolean() throws(JSONError) -> Bool {
        if at.pointee == UInt8(ascii: "t") {
            try takeWord("true")
            return true
        }
        guard at.pointee == UInt8(ascii: "f") else { throw wrongKind(.boolean) }
        try takeWord("false")
        return false
    }

    func wordMatches(_ word: Literal) -> Bool {
        // At most five bytes, which the padding makes readable.
        memcmp(at, word.bytes.start, word.bytes.count) == 0
    }

    @inline(never)
    mutating func takeWord(_ word: Literal) throws(JSONError) {
        guard wordMatches(word) else { throw badWord(word) }
        at += word.bytes.count
    }
}

// MARK: - Failures, which are not inlined

extension JSONReader {
    /// Returns the failure at the next byte, or ``JSONError/Reason/ends`` at the end of the text.
    @inline(never)
    func failure(_ reason: JSONError.Reason, _ cursor: JSONCursor) -> JSONError {
        JSONError(cursor.at == end ? .ends : reason, at: cursor.at - start)
    }

    func failure(_ reason: JSONError.Reason) -> JSONError { failure(reason, cursor) }

    /// Returns a failure about a string that has been read.
    @inline(never)
    package func failure(_ reason: JSONError.Reason, of text: JSONText) -> JSONError {
        // Its first byte followed the opening quote.
        JSONError(reason, at: text.start - start &- 1)
    }

    /// Returns a failure where a key should be. Its path does not include the previous key.
    @inline(never)
    func failureAtKey(_ reason: JSONError.Reason, _ cursor: JSONCursor) -> JSONError {
        top.pointee = Self.noKey
        return failure(reason, cursor)
    }

    @inline(never)
    package func wrongKind(_ expected: JSONKind, _ cursor: JSONCursor) -> JSONError {
        let offset = cursor.at - start
        if cursor.at == end { return JSONError(start == end || depth == 0 ? .empty : .ends, at: offset) }
        return JSONError(.wrongKind, at: offset, expected: expected, found: cursor.kind)
    }

    func wrongKind(_ expected: JSONKind) -> JSONError { wrongKind(expected, cursor) }

    @inline(never)
    private func badWord(_ word: Literal) -> JSONError {
        var index = 0
        while word.bytes[index] == at[index] { index &+= 1 }
        return JSONError(at + index == end ? .ends : .badWord, at: offset)
    }
}

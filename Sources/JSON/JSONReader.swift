import CPlatform
package import Platform

/// A string of the text: its bytes in place, unescaped, with a NUL behind them.
package struct JSONText {
    package let start: UnsafeMutablePointer<UInt8>
    package let count: Int
    /// Why it is not the text that was sent, or cannot become a C string: ``JSONError/Reason/nul``,
    /// ``JSONError/Reason/surrogate``, or, read leniently, ``JSONError/Reason/ends``. A value that is skipped may have one.
    package let flaw: JSONError.Reason?

    package var bytes: Bytes { Bytes(start, count: count) }
}

/// Reads one JSON text (RFC 8259, strictly) from front to back, in place, as its caller asks for it.
///
/// The caller walks: ``kind`` tells what is next, and one call consumes it. Objects and arrays are entered, and then
/// asked for one member or element after the other:
///
///     var isMore = try reader.enterObject()
///     while isMore {
///         let key = try reader.key()
///         …consume the value…
///         isMore = try reader.nextMember()
///     }
///     try reader.finish()
///
/// Why no read leaves the text: it ends with a NUL and sixteen more readable bytes (``Block/seal()``), the NUL is no
/// part of any token, and ``at`` passes a byte only after it was seen to be something else than that NUL. What reads
/// several bytes at once begins at or before the NUL and reads at most sixteen. In-place changes only touch bytes that
/// have been consumed.
///
/// Most calls come in two forms: on a place of the caller's, written out where they are called, and without one.
public struct JSONReader: ~Copyable {
    /// How deep objects and arrays may stand in each other.
    package static var maximumDepth: Int { 128 }

    /// The next byte to read, while no caller has a place of its own.
    package var place: JSONPlace
    let start: UnsafeMutablePointer<UInt8>
    let end: UnsafeMutablePointer<UInt8>

    /// Where each open container stands: an object's frame is the offset of its key (NUL-terminated by now), an
    /// array's frame is the index's complement, which is negative. A whole path for a store or two a step.
    let frames: UnsafeMutablePointer<Int>
    /// The innermost container's frame. The one before the first is never read nor written.
    var top: UnsafeMutablePointer<Int>

    /// Accepts strings with bytes that are not UTF-8, unescaped control characters, unknown escapes, or no end.
    /// Strings only: the structure of the text stays as strict.
    package var hasLenientStrings = false

    /// The frame of an object of which no key has been read.
    static var noKey: Int { .max }

    /// - Parameters:
    ///   - start: `count` bytes that may be changed, then a NUL, then sixteen readable bytes.
    ///   - frames: room for ``maximumDepth`` integers, which need no initial value.
    @inline(__always)
    package init(_ start: UnsafeMutablePointer<UInt8>, count: Int, frames: UnsafeMutablePointer<Int>) {
        self.start = start
        self.frames = frames
        place = JSONPlace(start)
        end = start + count
        top = frames - 1
        if place.byte == 0xEF { place.skipByteOrderMark() }
        place.skipWhitespace()
    }

    /// The same, for what is read without a place of the caller's.
    @inline(__always)
    var at: UnsafeMutablePointer<UInt8> {
        get { place.at }
        set { place.at = newValue }
    }

    /// Offset of the next byte.
    package var offset: Int { at - start }

    /// What the next value is.
    package var kind: JSONKind { place.kind }

    /// Ends the reading: only white space may be left.
    package mutating func finish() throws(JSONError) {
        place.skipWhitespace()
        if at != end { throw JSONError(.trailing, at: offset) }
    }
}

// MARK: - Words

extension JSONReader {
    /// Consumes `null` if it is next; whether it was.
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

// MARK: - Failures, kept out of the way of what succeeds

extension JSONReader {
    /// The failure at the next byte; at the end of the text, that it ends.
    @inline(never)
    func failure(_ reason: JSONError.Reason, _ place: JSONPlace) -> JSONError {
        JSONError(place.at == end ? .ends : reason, at: place.at - start)
    }

    func failure(_ reason: JSONError.Reason) -> JSONError { failure(reason, place) }

    /// A failure because of a string that has been read.
    @inline(never)
    package func failure(_ reason: JSONError.Reason, of text: JSONText) -> JSONError {
        // Its first byte followed the opening quote.
        JSONError(reason, at: text.start - start &- 1)
    }

    /// The same where a key should stand: the one before it has nothing to do with it.
    @inline(never)
    func failureAtKey(_ reason: JSONError.Reason, _ place: JSONPlace) -> JSONError {
        top.pointee = Self.noKey
        return failure(reason, place)
    }

    @inline(never)
    package func wrongKind(_ expected: JSONKind, _ place: JSONPlace) -> JSONError {
        let offset = place.at - start
        if place.at == end { return JSONError(start == end || depth == 0 ? .empty : .ends, at: offset) }
        return JSONError(.wrongKind, at: offset, expected: expected, found: place.kind)
    }

    func wrongKind(_ expected: JSONKind) -> JSONError { wrongKind(expected, place) }

    @inline(never)
    private func badWord(_ word: Literal) -> JSONError {
        var index = 0
        while word.bytes[index] == at[index] { index &+= 1 }
        return JSONError(at + index == end ? .ends : .badWord, at: offset)
    }
}

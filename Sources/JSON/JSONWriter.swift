package import Platform

/// Why a JSON text could not be written.
package enum JSONWriteError: Error {
    case outOfMemory
    case notUTF8
}

/// Writes one JSON object (RFC 8259), compact. Keys are literals that need no escaping. Texts may be any UTF-8, U+0000
/// included.
public struct JSONWriter: ~Copyable {
    private var buffer = ByteBuffer()
    private var isFirst = true
    /// The number of open objects, the outermost included.
    private var depth = 1

    package init() throws(JSONWriteError) {
        try put("{")
    }

    package mutating func member(_ key: Literal, _ text: Bytes) throws(JSONWriteError) {
        try put(key: key)
        try put(text: text)
    }

    package mutating func member(_ key: Literal, _ number: Int64) throws(JSONWriteError) {
        try put(key: key)
        do { try buffer.append(decimal: number) } catch { throw .outOfMemory }
    }

    /// Writes a member whose value is an array with one text or two.
    package mutating func member(_ key: Literal, arrayOf text: Bytes, _ other: Bytes?) throws(JSONWriteError) {
        try put(key: key)
        try put("[")
        try put(text: text)
        if let other {
            try put(",")
            try put(text: other)
        }
        try put("]")
    }

    /// Begins an object as the value of a member. The next members belong to it, until ``leave()``.
    package mutating func enter(_ key: Literal) throws(JSONWriteError) {
        try put(key: key)
        try put("{")
        isFirst = true
        depth &+= 1
    }

    package mutating func leave() throws(JSONWriteError) {
        guard depth > 1 else { return }
        try put("}")
        isFirst = false
        depth &-= 1
    }

    /// Closes all open objects. A NUL follows the bytes, and is not counted.
    package consuming func finish() throws(JSONWriteError) -> ByteBuffer {
        while depth > 1 { try leave() }
        try put("}")
        do { try buffer.terminate() } catch { throw .outOfMemory }
        return buffer
    }

    private mutating func put(key: Literal) throws(JSONWriteError) {
        try put(isFirst ? "\"" : ",\"")
        isFirst = false
        try put(key)
        try put("\":")
    }

    private mutating func put(text: Bytes) throws(JSONWriteError) {
        try put("\"")
        try putEscaped(text)
        try put("\"")
    }

    private mutating func putEscaped(_ text: Bytes) throws(JSONWriteError) {
        var rest = text
        while !rest.isEmpty {
            let plain = plainCount(rest)
            try put(rest.prefix(plain))
            rest = rest.dropFirst(plain)
            guard let byte = rest[0] else { return }
            if byte >= 0x80 {
                let length = UTF8Sequence.length(rest.start, before: rest.start + rest.count)
                guard length > 0 else { throw .notUTF8 }
                try put(rest.prefix(length))
                rest = rest.dropFirst(length)
            } else {
                try putEscape(byte)
                rest = rest.dropFirst(1)
            }
        }
    }

    /// Returns how many bytes need no escape.
    private func plainCount(_ text: Bytes) -> Int {
        var count = 0
        while let byte = text[count], byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
        {
            count &+= 1
        }
        return count
    }

    private mutating func putEscape(_ byte: UInt8) throws(JSONWriteError) {
        switch byte {
        case UInt8(ascii: "\""): try put("\\\"")
        case UInt8(ascii: "\\"): try put("\\\\")
        case 0x08: try put("\\b")
        case 0x09: try put("\\t")
        case 0x0A: try put("\\n")
        case 0x0C: try put("\\f")
        case 0x0D: try put("\\r")
        default:
            try put(byte < 0x10 ? "\\u000" : "\\u001")
            try putHexadecimal(byte & 0x0F)
        }
    }

    private mutating func putHexadecimal(_ digit: UInt8) throws(JSONWriteError) {
        let character = digit < 10 ? digit &+ UInt8(ascii: "0") : digit &- 10 &+ UInt8(ascii: "a")
        do { try buffer.append(byte: character) } catch { throw .outOfMemory }
    }

    private mutating func put(_ bytes: Bytes) throws(JSONWriteError) {
        do { try buffer.append(bytes) } catch { throw .outOfMemory }
    }

    private mutating func put(_ literal: Literal) throws(JSONWriteError) { try put(literal.bytes) }
}

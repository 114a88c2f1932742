import JSON
import Platform

/// Reads responses of which only a few members are used:
///
///     var key = try reader.firstKey()
///     while let name = key {
///         …consume the value…
///         key = try reader.nextKey()
///     }
///
/// Not inlined, in contrast to ``ResponseReader``, because these responses are rare.
extension JSONReader {
    /// Enters the object that is next. Returns the key of its first member, whose value is next; `nil` if it is empty.
    @inline(never)
    mutating func firstKey() throws(JSONError) -> Bytes? {
        try enterObject() ? try key().bytes : nil
    }

    /// Advances after a member's value. Returns the next key, or `nil` at the end of the object.
    @inline(never)
    mutating func nextKey() throws(JSONError) -> Bytes? {
        try nextMember() ? try key().bytes : nil
    }

    /// Enters the array that is next. Returns true if an object is next. Skips other elements.
    @inline(never)
    mutating func firstObject() throws(JSONError) -> Bool {
        try enterArray() ? try passToObject() : false
    }

    /// Advances after an element. Returns true if an object is next, and false at the end of the array. Skips other
    /// elements.
    @inline(never)
    mutating func nextObject() throws(JSONError) -> Bool {
        try nextElement() ? try passToObject() : false
    }

    /// Skips elements that are not objects.
    private mutating func passToObject() throws(JSONError) -> Bool {
        while kind != .object {
            try skipValue()
            if try !nextElement() { return false }
        }
        return true
    }

    /// Consumes the next value. Returns an empty text if it is not a string.
    @inline(never)
    mutating func textOrNone() throws(JSONError) -> Bytes {
        guard kind == .string else {
            try skipValue()
            return .none
        }
        return try string().bytes
    }
}

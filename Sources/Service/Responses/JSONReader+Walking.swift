import JSON
import Platform

/// For answers of which a few members count, and whatever else there is may be anything:
///
///     var key = try reader.firstKey()
///     while let name = key {
///         …consume the value…
///         key = try reader.nextKey()
///     }
///
/// Calls, where an answer's tables are read by code that is written out: these answers are rare.
extension JSONReader {
    /// Enters the object that is next. The key of its first member, whose value is next; `nil` without one.
    @inline(never)
    mutating func firstKey() throws(JSONError) -> Bytes? {
        try enterObject() ? try key().bytes : nil
    }

    /// After a member's value: the key of the next one; `nil` when the object has been left.
    @inline(never)
    mutating func nextKey() throws(JSONError) -> Bytes? {
        try nextMember() ? try key().bytes : nil
    }

    /// Enters the array that is next; whether an element that is an object is next.
    @inline(never)
    mutating func firstObject() throws(JSONError) -> Bool {
        try enterArray() ? try passToObject() : false
    }

    /// After an element: whether another one that is an object is next. If not, the array has been left.
    @inline(never)
    mutating func nextObject() throws(JSONError) -> Bool {
        try nextElement() ? try passToObject() : false
    }

    /// Passes elements of other kinds.
    private mutating func passToObject() throws(JSONError) -> Bool {
        while kind != .object {
            try skipValue()
            if try !nextElement() { return false }
        }
        return true
    }

    /// Consumes the value that is next; nothing if it is no string.
    @inline(never)
    mutating func textOrNone() throws(JSONError) -> Bytes {
        guard kind == .string else {
            try skipValue()
            return .none
        }
        return try string().bytes
    }
}

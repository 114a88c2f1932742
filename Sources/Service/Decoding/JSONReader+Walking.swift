import JSON
import Platform

/// For answers of which a few members count, and whatever else there is may be anything.
extension JSONReader {
    /// Goes through the object that is next: `body` is called at each value, and must consume it.
    mutating func members(
        _ body: (_ key: Bytes, _ reader: inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        var isMore = try enterObject()
        while isMore {
            let key = try key().bytes
            try body(key, &self)
            isMore = try nextMember()
        }
    }

    /// Goes through the array that is next: `body` is called at each element that is an object, and must consume it.
    mutating func objects(_ body: (_ reader: inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        var isMore = try enterArray()
        while isMore {
            if kind == .object { try body(&self) } else { try skipValue() }
            isMore = try nextElement()
        }
    }

    /// Consumes the value that is next; nothing if it is no string.
    mutating func textOrNone() throws(JSONError) -> Bytes {
        guard kind == .string else {
            try skipValue()
            return .none
        }
        return try string().bytes
    }
}

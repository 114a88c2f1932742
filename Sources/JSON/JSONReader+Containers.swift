import Platform

extension JSONReader {
    /// Enters the object that is next; whether it has a member, so that ``key()`` may be called.
    @inline(__always)
    package mutating func enterObject() throws(JSONError) -> Bool {
        guard at.pointee == UInt8(ascii: "{") else { throw wrongKind(.object) }
        try push(Self.noKey)
        if at.pointee != UInt8(ascii: "}") { return true }
        pop()
        return false
    }

    /// Enters the array that is next; whether it has an element.
    @inline(__always)
    package mutating func enterArray() throws(JSONError) -> Bool {
        guard at.pointee == UInt8(ascii: "[") else { throw wrongKind(.array) }
        try push(~0)
        if at.pointee != UInt8(ascii: "]") { return true }
        pop()
        return false
    }

    /// Reads a key and its colon. The value is next.
    @inline(__always)
    package mutating func key() throws(JSONError) -> JSONText {
        guard at.pointee == UInt8(ascii: "\"") else { throw failureAtKey(.notKey) }
        let key = try readString()
        try endKey(key.start)
        return key
    }

    /// The text from the next byte on, of which sixteen bytes can be read: for a caller who knows what may come, to
    /// compare before it is taken apart.
    @inline(__always)
    package var next: UnsafePointer<UInt8> { UnsafePointer(at) }

    /// As ``key()``, where a key of `count` characters, quotes and no escapes has been seen to be next.
    @inline(__always)
    package mutating func passKey(_ count: Int) throws(JSONError) {
        try endKey(passString(count))
    }

    /// As ``string()``, where one of `count` characters, quotes and no escapes has been seen to be next.
    @inline(__always)
    package mutating func passString(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        let first = at + 1
        first[count] = 0
        at = first + (count &+ 1)
        return first
    }

    @inline(__always)
    private mutating func endKey(_ first: UnsafeMutablePointer<UInt8>) throws(JSONError) {
        top.pointee = first - start
        if at.pointee != UInt8(ascii: ":") {
            skipWhitespace()
            guard at.pointee == UInt8(ascii: ":") else { throw failure(.notColon) }
        }
        at += 1
        skipWhitespace()
    }

    /// After a member's value: whether another member follows. If not, the object has been left.
    @inline(__always)
    package mutating func nextMember() throws(JSONError) -> Bool {
        if at.pointee != UInt8(ascii: ",") { skipWhitespace() }
        if at.pointee == UInt8(ascii: ",") {
            at += 1
            skipWhitespace()
            return true
        }
        guard at.pointee == UInt8(ascii: "}") else { throw failure(.notCommaInObject) }
        pop()
        return false
    }

    /// After an element: whether another one follows. If not, the array has been left.
    @inline(__always)
    package mutating func nextElement() throws(JSONError) -> Bool {
        skipWhitespace()
        if at.pointee == UInt8(ascii: ",") {
            at += 1
            // ~(index + 1)
            top.pointee &-= 1
            skipWhitespace()
            return true
        }
        guard at.pointee == UInt8(ascii: "]") else { throw failure(.notCommaInArray) }
        pop()
        return false
    }

    /// Consumes the opening bracket.
    @inline(__always)
    private mutating func push(_ frame: Int) throws(JSONError) {
        guard depth < Self.maximumDepth else { throw JSONError(.tooDeep, at: offset) }
        at += 1
        top += 1
        top.pointee = frame
        skipWhitespace()
    }

    /// Consumes the closing bracket.
    @inline(__always)
    private mutating func pop() {
        at += 1
        top -= 1
    }

    /// How many objects and arrays are open.
    var depth: Int { top - frames &+ 1 }
}

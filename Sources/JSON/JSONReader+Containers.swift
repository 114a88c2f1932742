import Platform

/// Reads objects and arrays at a cursor of the caller.
extension JSONReader {
    /// Enters the object that is next. Returns true if it has a member; then a key is next.
    @inline(__always)
    package mutating func enterObject(_ cursor: inout JSONCursor) throws(JSONError) -> Bool {
        guard cursor.byte == UInt8(ascii: "{") else { throw wrongKind(.object, cursor) }
        try push(Self.noKey, &cursor)
        if cursor.byte != UInt8(ascii: "}") { return true }
        pop(&cursor)
        return false
    }

    /// Enters the array that is next. Returns true if it has an element.
    @inline(__always)
    package mutating func enterArray(_ cursor: inout JSONCursor) throws(JSONError) -> Bool {
        guard cursor.byte == UInt8(ascii: "[") else { throw wrongKind(.array, cursor) }
        try push(~0, &cursor)
        if cursor.byte != UInt8(ascii: "]") { return true }
        pop(&cursor)
        return false
    }

    /// Consumes a key, which the caller knows to be next and to have no escapes, and its colon. The value is next.
    ///
    /// - Parameter quotedCount: the length of the key with its quotes.
    @inline(__always)
    package mutating func passKey(_ quotedCount: Int, _ cursor: inout JSONCursor) throws(JSONError) {
        try endKey(cursor.passString(quotedCount), &cursor)
    }

    /// Reads a key and its colon. The value is next.
    @inline(__always)
    package mutating func key(_ cursor: inout JSONCursor) throws(JSONError) -> JSONText {
        let key: JSONText
        if let plain = cursor.takePlainString() {
            // The closing quote, which became a NUL, is not counted.
            key = JSONText(start: plain, count: cursor.at - plain &- 1, flaw: nil)
        } else {
            key = try keySlowly(&cursor)
        }
        try endKey(key.start, &cursor)
        return key
    }

    @inline(__always)
    private mutating func keySlowly(_ cursor: inout JSONCursor) throws(JSONError) -> JSONText {
        self.cursor = cursor
        guard cursor.byte == UInt8(ascii: "\"") else { throw failureAtKey(.notKey, cursor) }
        let key = try string()
        cursor = self.cursor
        return key
    }

    @inline(__always)
    private mutating func endKey(
        _ first: UnsafeMutablePointer<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONError) {
        top.pointee = first - start
        if cursor.byte == UInt8(ascii: ":") {
            cursor.at += 1
        } else if cursor.isAtSpacedColon {
            cursor.at += 3
        } else {
            cursor.skipWhitespace()
            guard cursor.byte == UInt8(ascii: ":") else { throw failure(.notColon, cursor) }
            cursor.at += 1
        }
        cursor.skipWhitespace()
    }

    /// Advances after a member's value. Returns true if another member follows. Otherwise it leaves the object.
    @inline(__always)
    package mutating func nextMember(_ cursor: inout JSONCursor) throws(JSONError) -> Bool {
        if cursor.byte != UInt8(ascii: ","), cursor.byte != UInt8(ascii: "}") { cursor.skipWhitespace() }
        if cursor.byte == UInt8(ascii: ",") {
            cursor.at += 1
            cursor.skipWhitespace()
            return true
        }
        guard cursor.byte == UInt8(ascii: "}") else { throw failure(.notCommaInObject, cursor) }
        pop(&cursor)
        return false
    }

    /// Advances after an element. Returns true if another element follows. Otherwise it leaves the array.
    @inline(__always)
    package mutating func nextElement(_ cursor: inout JSONCursor) throws(JSONError) -> Bool {
        if cursor.byte != UInt8(ascii: ","), cursor.byte != UInt8(ascii: "]") { cursor.skipWhitespace() }
        if cursor.byte == UInt8(ascii: ",") {
            cursor.at += 1
            // ~(index + 1)
            top.pointee &-= 1
            cursor.skipWhitespace()
            return true
        }
        guard cursor.byte == UInt8(ascii: "]") else { throw failure(.notCommaInArray, cursor) }
        pop(&cursor)
        return false
    }

    /// Consumes the opening bracket.
    @inline(__always)
    private mutating func push(_ frame: Int, _ cursor: inout JSONCursor) throws(JSONError) {
        guard depth < Self.maximumDepth else { throw JSONError(.tooDeep, at: cursor.at - start) }
        cursor.at += 1
        top += 1
        top.pointee = frame
        cursor.skipWhitespace()
    }

    /// Consumes the closing bracket.
    @inline(__always)
    private mutating func pop(_ cursor: inout JSONCursor) {
        cursor.at += 1
        top -= 1
    }

    /// The number of open objects and arrays.
    package var depth: Int { top - frames &+ 1 }
}

/// The same functions at the reader's own cursor.
extension JSONReader {
    package mutating func enterObject() throws(JSONError) -> Bool {
        var cursor = self.cursor
        let isMore = try enterObject(&cursor)
        self.cursor = cursor
        return isMore
    }

    package mutating func enterArray() throws(JSONError) -> Bool {
        var cursor = self.cursor
        let isMore = try enterArray(&cursor)
        self.cursor = cursor
        return isMore
    }

    package mutating func key() throws(JSONError) -> JSONText {
        var cursor = self.cursor
        let key = try key(&cursor)
        self.cursor = cursor
        return key
    }

    package mutating func nextMember() throws(JSONError) -> Bool {
        var cursor = self.cursor
        let isMore = try nextMember(&cursor)
        self.cursor = cursor
        return isMore
    }

    package mutating func nextElement() throws(JSONError) -> Bool {
        var cursor = self.cursor
        let isMore = try nextElement(&cursor)
        self.cursor = cursor
        return isMore
    }
}

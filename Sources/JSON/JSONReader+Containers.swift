import Platform

/// On a place of the caller's.
extension JSONReader {
    /// Enters the object that is next; whether it has a member, so that a key is next.
    @inline(__always)
    package mutating func enterObject(_ place: inout JSONPlace) throws(JSONError) -> Bool {
        guard place.byte == UInt8(ascii: "{") else { throw wrongKind(.object, place) }
        try push(Self.noKey, &place)
        if place.byte != UInt8(ascii: "}") { return true }
        pop(&place)
        return false
    }

    /// Enters the array that is next; whether it has an element.
    @inline(__always)
    package mutating func enterArray(_ place: inout JSONPlace) throws(JSONError) -> Bool {
        guard place.byte == UInt8(ascii: "[") else { throw wrongKind(.array, place) }
        try push(~0, &place)
        if place.byte != UInt8(ascii: "]") { return true }
        pop(&place)
        return false
    }

    /// Passes a key without escapes, which has been seen to be next, and its colon. The value is next.
    ///
    /// - Parameter quotedCount: its characters and quotes.
    @inline(__always)
    package mutating func passKey(_ quotedCount: Int, _ place: inout JSONPlace) throws(JSONError) {
        try endKey(place.passString(quotedCount), &place)
    }

    /// Reads a key and its colon. The value is next.
    @inline(__always)
    package mutating func key(_ place: inout JSONPlace) throws(JSONError) -> JSONText {
        let key: JSONText
        if let plain = place.takePlainString() {
            // Where the quote was that became a NUL.
            key = JSONText(start: plain, count: place.at - plain &- 1, flaw: nil)
        } else {
            key = try keySlowly(&place)
        }
        try endKey(key.start, &place)
        return key
    }

    @inline(__always)
    private mutating func keySlowly(_ place: inout JSONPlace) throws(JSONError) -> JSONText {
        self.place = place
        guard place.byte == UInt8(ascii: "\"") else { throw failureAtKey(.notKey, place) }
        let key = try string()
        place = self.place
        return key
    }

    @inline(__always)
    private mutating func endKey(
        _ first: UnsafeMutablePointer<UInt8>, _ place: inout JSONPlace
    ) throws(JSONError) {
        top.pointee = first - start
        if place.byte == UInt8(ascii: ":") {
            place.at += 1
        } else if place.isAtSpacedColon {
            place.at += 3
        } else {
            place.skipWhitespace()
            guard place.byte == UInt8(ascii: ":") else { throw failure(.notColon, place) }
            place.at += 1
        }
        place.skipWhitespace()
    }

    /// After a member's value: whether another member follows. If not, the object has been left.
    @inline(__always)
    package mutating func nextMember(_ place: inout JSONPlace) throws(JSONError) -> Bool {
        if place.byte != UInt8(ascii: ","), place.byte != UInt8(ascii: "}") { place.skipWhitespace() }
        if place.byte == UInt8(ascii: ",") {
            place.at += 1
            place.skipWhitespace()
            return true
        }
        guard place.byte == UInt8(ascii: "}") else { throw failure(.notCommaInObject, place) }
        pop(&place)
        return false
    }

    /// After an element: whether another one follows. If not, the array has been left.
    @inline(__always)
    package mutating func nextElement(_ place: inout JSONPlace) throws(JSONError) -> Bool {
        if place.byte != UInt8(ascii: ","), place.byte != UInt8(ascii: "]") { place.skipWhitespace() }
        if place.byte == UInt8(ascii: ",") {
            place.at += 1
            // ~(index + 1)
            top.pointee &-= 1
            place.skipWhitespace()
            return true
        }
        guard place.byte == UInt8(ascii: "]") else { throw failure(.notCommaInArray, place) }
        pop(&place)
        return false
    }

    /// Consumes the opening bracket.
    @inline(__always)
    private mutating func push(_ frame: Int, _ place: inout JSONPlace) throws(JSONError) {
        guard depth < Self.maximumDepth else { throw JSONError(.tooDeep, at: place.at - start) }
        place.at += 1
        top += 1
        top.pointee = frame
        place.skipWhitespace()
    }

    /// Consumes the closing bracket.
    @inline(__always)
    private mutating func pop(_ place: inout JSONPlace) {
        place.at += 1
        top -= 1
    }

    /// How many objects and arrays are open.
    package var depth: Int { top - frames &+ 1 }
}

/// The same, where the reader itself stands.
extension JSONReader {
    package mutating func enterObject() throws(JSONError) -> Bool {
        var place = self.place
        let isMore = try enterObject(&place)
        self.place = place
        return isMore
    }

    package mutating func enterArray() throws(JSONError) -> Bool {
        var place = self.place
        let isMore = try enterArray(&place)
        self.place = place
        return isMore
    }

    package mutating func key() throws(JSONError) -> JSONText {
        var place = self.place
        let key = try key(&place)
        self.place = place
        return key
    }

    package mutating func nextMember() throws(JSONError) -> Bool {
        var place = self.place
        let isMore = try nextMember(&place)
        self.place = place
        return isMore
    }

    package mutating func nextElement() throws(JSONError) -> Bool {
        var place = self.place
        let isMore = try nextElement(&place)
        self.place = place
        return isMore
    }
}

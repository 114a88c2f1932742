import Platform

extension JSONReader {
    /// Consumes whatever value is next, checks all of it, and forgets it. Depth is bounded by the frames, not the stack.
    package mutating func skipValue() throws(JSONError) {
        let outer = top
        while true {
            // One value, or the beginning of one.
            if try skipScalarOrEnter() { continue }
            // It is over; so are the containers that end here.
            var isMore = false
            while top != outer, !isMore {
                if isInArray {
                    isMore = try nextElement()
                } else {
                    isMore = try nextMember()
                    if isMore { _ = try key() }
                }
            }
            if !isMore { return }
        }
    }

    /// Whether a container was entered, and its first value is next.
    private mutating func skipScalarOrEnter() throws(JSONError) -> Bool {
        switch kind {
        case .object:
            guard try enterObject() else { return false }
            _ = try key()
            return true
        case .array: return try enterArray()
        case .string: _ = try string()
        case .boolean: _ = try boolean()
        case .null: try takeWord("null")
        case .number, .integer: _ = try passNumber(expected: .number)
        case .none: throw failure(.notValue)
        }
        return false
    }

    private var isInArray: Bool { top.pointee < 0 }
}

import Platform

extension JSONReader {
    /// Consumes the next value of any kind, and checks its syntax. The depth is limited by the frames, not by the
    /// stack.
    package mutating func skipValue() throws(JSONError) {
        let outer = top
        while true {
            // Reads one scalar value, or enters a container.
            if try skipScalarOrEnter() { continue }
            // The value has ended, and with it the containers that end here.
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

    /// Consumes a scalar, or enters a container. Returns true if a container was entered, and its first value is next.
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

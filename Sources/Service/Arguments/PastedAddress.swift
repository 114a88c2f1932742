import Platform

/// Returns the index of the first path segment, from `start` on, that is a version such as `/v1`.
///
/// - Parameters:
///   - lowest, highest: the digits to accept.
@inline(never)
func versionIndex(_ url: Bytes, from start: Int, _ lowest: UInt8, _ highest: UInt8) -> Int? {
    let slash = UInt8(ascii: "/")
    var index = start
    while index < url.count {
        if url[index] == slash, url[index &+ 1] == UInt8(ascii: "v"), let digit = url[index &+ 2], digit >= lowest,
            digit <= highest, url[index &+ 3] ?? slash == slash
        {
            return index
        }
        index &+= 1
    }
    return nil
}

/// Addresses as documents and other tools show them: with the version of the interface, and the path after it.
extension Endpoint {
    private init(_ whole: Endpoint, length: Int) {
        text = whole.text.prefix(length)
        host = whole.host
        isSecure = whole.isSecure
        isLoopback = whole.isLoopback
    }

    /// Removes `/v3` and `/v3/auth/tokens` from IAM's address. Removes `/v1`, `/v1/{project_id}` and
    /// `/v1/{project_id}/notebooks…` from the service's address, and returns the project id, which may be empty.
    @inline(never)
    func withoutVersion(isIAM: Bool) -> (endpoint: Endpoint, projectID: Bytes) {
        let lowest = isIAM ? UInt8(ascii: "3") : UInt8(ascii: "1")
        let highest = isIAM ? UInt8(ascii: "3") : UInt8(ascii: "2")
        var start = URLPart.origin(of: text).count
        while let next = versionIndex(text, from: start, lowest, highest) {
            let rest = text.dropFirst(next &+ 4)
            let length = rest.firstRange(of: ("/" as Literal).bytes) ?? rest.count
            let isKnown = isIAM ? rest == "auth/tokens" : rest.dropFirst(length).hasPrefix("/notebooks")
            if rest.isEmpty || isKnown || (!isIAM && length == rest.count) {
                return (Endpoint(self, length: next), rest.prefix(length))
            }
            start = next &+ 1
        }
        return (self, .none)
    }
}

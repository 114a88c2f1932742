import Platform

/// Where the first path segment of `url` from `start` on begins that names a version, such as `/v1`.
///
/// - Parameters:
///   - lowest, highest: the digits to accept.
@inline(never)
func versionPlace(_ url: Bytes, from start: Int, _ lowest: UInt8, _ highest: UInt8) -> Int? {
    var index = start
    while index < url.count {
        if url[index] == 0x2F, url[index &+ 1] == 0x76, let digit = url[index &+ 2], digit >= lowest,
            digit <= highest, url[index &+ 3] ?? 0x2F == 0x2F
        {
            return index
        }
        index &+= 1
    }
    return nil
}

/// Addresses as documents and other tools show them: with the version of the interface, and what follows it there.
extension Endpoint {
    private init(_ whole: Endpoint, length: Int) {
        text = whole.text.prefix(length)
        host = whole.host
        isSecure = whole.isSecure
        isLoopback = whole.isLoopback
    }

    /// Cuts `/v3` and `/v3/auth/tokens` off IAM's address. Cuts `/v1`, `/v1/{project_id}` and
    /// `/v1/{project_id}/notebooks…` off the service's address, and returns the project id, which may be empty.
    @inline(never)
    func withoutVersion(isIAM: Bool) -> (endpoint: Endpoint, projectID: Bytes) {
        var place = URLPart.origin(of: text).count
        while let next = versionPlace(text, from: place, isIAM ? 0x33 : 0x31, isIAM ? 0x33 : 0x32) {
            let rest = text.dropFirst(next &+ 4)
            let length = rest.firstRange(of: ("/" as Literal).bytes) ?? rest.count
            let isKnown = isIAM ? rest == "auth/tokens" : rest.dropFirst(length).hasPrefix("/notebooks")
            if rest.isEmpty || isKnown || (!isIAM && length == rest.count) {
                return (Endpoint(self, length: next), rest.prefix(length))
            }
            place = next &+ 1
        }
        return (self, .none)
    }
}

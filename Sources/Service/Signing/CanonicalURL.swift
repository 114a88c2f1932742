import Platform

private var slash: UInt8 { UInt8(ascii: "/") }
private var questionMark: UInt8 { UInt8(ascii: "?") }

/// The parts of a URL that a signature covers: `http[s]://host[:port][/path][?query]`.
struct SignedURL {
    /// The host; an IPv6 address has its brackets.
    let host: Bytes
    /// The port; empty if it is the default of the scheme, which HTTP clients omit in the Host header.
    let port: Bytes
    let path: Bytes
    let query: Bytes

    init(_ url: Bytes) {
        let isSecure = url.hasPrefix("https://")
        let rest = url.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix(min(rest.firstIndex(of: slash), rest.firstIndex(of: questionMark)))
        let hostCount = Self.hostCount(authority)
        host = authority.prefix(hostCount)
        let port = Self.withoutLeadingZeros(authority.dropFirst(hostCount &+ 1))
        self.port = port == (isSecure ? "443" : "80") ? .none : port
        let target = rest.dropFirst(authority.count)
        path = target.prefix(target.firstIndex(of: questionMark))
        query = target.dropFirst(path.count &+ 1)
    }

    /// Returns the length of the host. Colons inside brackets do not begin a port.
    private static func hostCount(_ authority: Bytes) -> Int {
        let bracket = authority.firstIndex(of: UInt8(ascii: "]"))
        let searched = bracket < authority.count ? bracket : 0
        return searched &+ authority.dropFirst(searched).firstIndex(of: UInt8(ascii: ":"))
    }

    private static func withoutLeadingZeros(_ port: Bytes) -> Bytes {
        var rest = port
        while rest[0] == UInt8(ascii: "0") { rest = rest.dropFirst(1) }
        return rest
    }

    /// Appends the value of the Host header.
    func appendHost(to text: inout ByteBuffer) throws(ResourceExhausted) {
        try text.append(host)
        if port.isEmpty { return }
        try text.append(":")
        try text.append(port)
    }

    /// Appends the path, with each segment decoded and re-encoded, and a slash at the end, which the request itself
    /// need not have. Empty and dotted segments are kept. An encoded slash is a part of its segment.
    func appendCanonicalPath(to text: inout ByteBuffer) throws(ResourceExhausted) {
        var rest = path
        while !rest.isEmpty {
            let segment = rest.prefix(rest.firstIndex(of: slash))
            try appendReencoded(segment, to: &text)
            rest = rest.dropFirst(segment.count)
            if rest.isEmpty { break }
            try text.append("/")
            rest = rest.dropFirst(1)
            if rest.isEmpty { return }
        }
        try text.append("/")
    }
}

/// Decodes a text that may be percent-encoded, and encodes all but RFC 3986's unreserved characters, with upper-case
/// digits. A percent sign without two digits is itself encoded, and a plus sign is not a space.
func appendReencoded(_ source: Bytes, to text: inout ByteBuffer) throws(ResourceExhausted) {
    var index = 0
    while let written = source[index] {
        let decoded = written == UInt8(ascii: "%") ? hexadecimalByte(source[index &+ 1], source[index &+ 2]) : nil
        index &+= decoded == nil ? 1 : 3
        try text.append(percentEncoding: decoded ?? written)
    }
}

private func hexadecimalByte(_ high: UInt8?, _ low: UInt8?) -> UInt8? {
    guard let high = high?.hexadecimalValue, let low = low?.hexadecimalValue else { return nil }
    return high &<< 4 | low
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        if isDigit { return self &- UInt8(ascii: "0") }
        let letter = asciiLowercased
        let (a, f) = (UInt8(ascii: "a"), UInt8(ascii: "f"))
        return letter >= a && letter <= f ? letter &- a &+ 10 : nil
    }
}

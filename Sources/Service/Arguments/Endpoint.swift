package import Platform

/// A service's base address: `https://host[:port][/prefix]`.
///
/// The grammar is narrower than RFC 3986 on purpose: nothing that it accepts can be read differently by libcurl.
package struct Endpoint {
    /// Without a slash at its end.
    package let text: Bytes
    package let host: Bytes
    package let isSecure: Bool
    /// The host is this machine: ``Host/isLoopback``.
    package let isLoopback: Bool

    /// - Parameter field: what messages call the address.
    package init(
        _ source: Bytes, _ field: Literal, allowsPlainHTTP: Bool, _ report: Report
    ) throws(Failure) {
        guard source.count <= 2048 else { throw Check.refuse(field, "is longer than 2048 bytes", report) }
        let isSecure = source.hasPrefix("https://")
        guard isSecure || source.hasPrefix("http://") else {
            throw Check.refuse(field, "must begin with https://", report)
        }
        let rest = source.dropFirst(isSecure ? 8 : 7)
        guard let host = Host(startOf: rest) else { throw Check.refuse(field, "has no valid host", report) }
        let afterHost = rest.dropFirst(host.text.count)
        let portLength = try Self.portLength(afterHost, field, report)
        let path = afterHost.dropFirst(portLength)
        let pathLength = try Self.pathLength(path, field, report)
        guard isSecure || allowsPlainHTTP || host.isLoopback else {
            throw Check.refuse(
                field, "http:// sends the credential in the clear; use https:// or allow it by the option's flag",
                report)
        }
        self.isSecure = isSecure
        self.host = host.text
        isLoopback = host.isLoopback
        text = source.prefix(source.count &- path.count &+ pathLength)
    }

    /// `:1` to `:65535`, or nothing.
    private static func portLength(_ text: Bytes, _ field: Literal, _ report: Report) throws(Failure) -> Int {
        guard text[0] == 0x3A else { return 0 }
        var length = 1
        var port = 0
        while let byte = text[length], byte.isDigit, length <= 5 {
            port = port &* 10 &+ Int(byte &- 0x30)
            length &+= 1
        }
        guard port >= 1, port <= 65535, text[length]?.isDigit != true else {
            throw Check.refuse(field, "has no valid port", report)
        }
        return length
    }

    /// The length of the path without the slash that may end it.
    private static func pathLength(_ path: Bytes, _ field: Literal, _ report: Report) throws(Failure) -> Int {
        if path.isEmpty { return 0 }
        guard path[0] == 0x2F, path.allSatisfy({ $0.isUnreserved || $0 == 0x2F }) else {
            throw Check.refuse(field, "must be https://host[:port][/prefix] and nothing else", report)
        }
        let length = path[path.count &- 1] == 0x2F ? path.count &- 1 : path.count
        var index = 0
        while index < length {
            // Each segment begins behind a slash: an empty one, "." and ".." would be taken away by libcurl.
            if path[index] == 0x2F {
                let next = path[index &+ 1]
                guard let next, next != 0x2F, next != 0x2E else {
                    throw Check.refuse(field, "has an empty or dotted path segment", report)
                }
            }
            index &+= 1
        }
        return length
    }
}

package import Platform

/// The base address of a service: `https://host[:port][/prefix]`.
///
/// The grammar is intentionally narrower than RFC 3986: libcurl reads everything that it accepts in the same way.
package struct Endpoint {
    /// The address, without a slash at its end.
    package let text: Bytes
    package let host: Bytes
    package let isSecure: Bool
    /// True if the host is this machine: ``Host/isLoopback``.
    package let isLoopback: Bool

    /// - Parameter field: the name of the address in messages.
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
                field, "http:// sends the credential unencrypted; use https://, or set the flag that allows http",
                report)
        }
        self.isSecure = isSecure
        self.host = host.text
        isLoopback = host.isLoopback
        text = source.prefix(source.count &- path.count &+ pathLength)
    }

    /// Returns the length of `:1` to `:65535`, or 0 if there is no port.
    private static func portLength(_ text: Bytes, _ field: Literal, _ report: Report) throws(Failure) -> Int {
        guard text[0] == UInt8(ascii: ":") else { return 0 }
        var length = 1
        var port = 0
        while let byte = text[length], byte.isDigit, length <= 5 {
            port = port &* 10 &+ Int(byte &- UInt8(ascii: "0"))
            length &+= 1
        }
        guard port >= 1, port <= 65535, text[length]?.isDigit != true else {
            throw Check.refuse(field, "has no valid port", report)
        }
        return length
    }

    /// Returns the length of the path, without a slash at its end.
    private static func pathLength(_ path: Bytes, _ field: Literal, _ report: Report) throws(Failure) -> Int {
        if path.isEmpty { return 0 }
        let slash = UInt8(ascii: "/")
        guard path[0] == slash, path.allSatisfy({ $0.isUnreserved || $0 == slash }) else {
            throw Check.refuse(field, "must be https://host[:port][/prefix] and nothing else", report)
        }
        let length = path[path.count &- 1] == slash ? path.count &- 1 : path.count
        var index = 0
        while index < length {
            // Each segment follows a slash. libcurl would remove an empty segment, "." and "..".
            if path[index] == slash {
                let next = path[index &+ 1]
                guard let next, next != slash, next != UInt8(ascii: ".") else {
                    throw Check.refuse(field, "has an empty or dotted path segment", report)
                }
            }
            index &+= 1
        }
        return length
    }
}

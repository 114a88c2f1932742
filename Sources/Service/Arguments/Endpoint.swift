package import Platform

/// A service's base address: `https://host[:port][/prefix]`.
///
/// The grammar is narrower than RFC 3986 on purpose: nothing that it accepts can be read differently by libcurl.
package struct Endpoint {
    /// Without a slash at its end.
    package let text: Bytes
    package let host: Bytes
    package let isSecure: Bool

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
        let hostLength = try Self.hostLength(rest, field, report)
        let host = rest.prefix(hostLength)
        let afterHost = rest.dropFirst(hostLength)
        let portLength = try Self.portLength(afterHost, field, report)
        let path = afterHost.dropFirst(portLength)
        let pathLength = try Self.pathLength(path, field, report)
        guard isSecure || allowsPlainHTTP || Self.isLoopback(host) else {
            throw Check.refuse(
                field, "http:// sends the credential in the clear; use https:// or allow it by the option's flag",
                report)
        }
        self.isSecure = isSecure
        self.host = host
        text = source.prefix(source.count &- path.count &+ pathLength)
    }

    /// A name or an IPv4 address, or an IPv6 address in brackets.
    private static func hostLength(_ text: Bytes, _ field: Literal, _ report: Report) throws(Failure) -> Int {
        var length = 0
        if text[0] == 0x5B {
            length = 1
            while let byte = text[length], byte.isHexDigit || byte == 0x3A || byte == 0x2E { length &+= 1 }
            guard length > 3, text[length] == 0x5D else { throw Check.refuse(field, "has no valid host", report) }
            return length &+ 1
        }
        while let byte = text[length], byte.isDigit || byte.isLetter || byte == 0x2D || byte == 0x2E { length &+= 1 }
        guard length > 0, length <= 255, text[0] != 0x2D, text[0] != 0x2E else {
            throw Check.refuse(field, "has no valid host", report)
        }
        return length
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

    /// `localhost`, 127.0.0.0/8 written as four numbers, or `[::1]`.
    private static func isLoopback(_ host: Bytes) -> Bool {
        if host.equalsIgnoringCase(("localhost" as Literal).bytes) || host == "[::1]" { return true }
        guard host.hasPrefix("127.") else { return false }
        var dots = 0
        var digits = 0
        var value = 0
        let isNumeric = host.allSatisfy { byte in
            if byte == 0x2E {
                dots &+= 1
                defer {
                    digits = 0
                    value = 0
                }
                return digits > 0
            }
            digits &+= 1
            value = value &* 10 &+ Int(byte &- 0x30)
            return byte.isDigit && digits <= 3 && value <= 255
        }
        return isNumeric && dots == 3 && digits > 0
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { isDigit || (asciiLowercased >= 0x61 && asciiLowercased <= 0x66) }
}

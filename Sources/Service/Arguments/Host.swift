import CPlatform
import Platform

/// A host in a form that all programs read alike: a name of letters, digits and hyphens, an IPv4 address as four
/// decimal numbers, or an IPv6 address in brackets.
///
/// libcurl, like many resolvers, also accepts IPv4 addresses with octal, hexadecimal, or fewer than four numbers. So a
/// host that ends in a number must be an address in the plain form.
struct Host {
    let text: Bytes
    /// `localhost`, 127.0.0.0/8 or ::1.
    let isLoopback: Bool

    /// Reads the host that `source` begins with. Returns nil if there is no valid one.
    init?(startOf source: Bytes) {
        if source[0] == UInt8(ascii: "[") {
            guard let length = source.firstRange(of: ("]" as Literal).bytes) else { return nil }
            let kind = cplatform_ipv6_kind(source.start + 1, length &- 1)
            guard kind != CPLATFORM_IPV6_INVALID else { return nil }
            text = source.prefix(length &+ 1)
            isLoopback = kind == CPLATFORM_IPV6_LOOPBACK
            return
        }
        var length = 0
        while let byte = source[length],
            byte.isDigit || byte.isLetter || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        {
            length &+= 1
        }
        let name = source.prefix(length)
        guard length <= 253, source[0] != UInt8(ascii: "-"), let isAddress = Self.isAddress(name) else { return nil }
        text = name
        isLoopback =
            isAddress ? name.hasPrefix("127.") : name.equalsIgnoringCase(("localhost" as Literal).bytes)
    }

    /// Returns nil if the host is neither a name nor an address.
    private static func isAddress(_ name: Bytes) -> Bool? {
        var rest = name
        var labels = 0
        var octets = 0
        while true {
            let label = rest.prefix(rest.firstRange(of: ("." as Literal).bytes) ?? rest.count)
            if label.isEmpty { return nil }
            labels &+= 1
            if isOctet(label) { octets &+= 1 }
            if label.count == rest.count {
                let endsInNumber =
                    label.allSatisfy { $0.isDigit }
                    || (label[0] == UInt8(ascii: "0") && label[1]?.asciiLowercased == UInt8(ascii: "x"))
                if endsInNumber { return labels == 4 && octets == 4 ? true : nil }
                return false
            }
            rest = rest.dropFirst(label.count &+ 1)
        }
    }

    /// Returns true for 0 to 255, without leading zeros.
    private static func isOctet(_ label: Bytes) -> Bool {
        var value = 0
        let isNumber =
            label.count <= 3
            && label.allSatisfy { byte in
                value = value &* 10 &+ Int(byte &- UInt8(ascii: "0"))
                return byte.isDigit
            }
        return isNumber && value <= 255 && (label.count == 1 || label[0] != UInt8(ascii: "0"))
    }
}

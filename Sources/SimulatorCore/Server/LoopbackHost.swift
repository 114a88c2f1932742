import Foundation

/// An address of this machine that other machines cannot reach. The simulator listens only on such addresses.
///
/// Clients can create users and read their requests, including tokens.
public enum LoopbackHost: Sendable, Equatable {
    case ip4(String)
    case ip6(String)

    /// Returns nil if the text is not a loopback address. `localhost` counts as 127.0.0.1.
    public init?(_ text: String) {
        if text == "localhost" {
            self = .ip4("127.0.0.1")
            return
        }
        var address4 = in_addr()
        var address6 = in6_addr()
        if inet_pton(AF_INET, text, &address4) == 1 {
            guard UInt32(bigEndian: address4.s_addr) >> 24 == 127 else { return nil }
            self = .ip4(text)
        } else if inet_pton(AF_INET6, text, &address6) == 1 {
            let bytes = withUnsafeBytes(of: address6) { Array($0) }
            guard bytes.dropLast().allSatisfy({ $0 == 0 }), bytes.last == 1 else { return nil }
            self = .ip6("::1")
        } else {
            return nil
        }
    }

    var inURL: String {
        switch self {
        case .ip4(let address): address
        case .ip6(let address): "[\(address)]"
        }
    }
}

import CPlatform
package import Platform

/// Checks the address of a proxy with libcurl's own parser, because libcurl's message about an invalid address would
/// repeat it.
public struct ProxyAddress: ~Copyable {
    package enum Fault: Error {
        case malformed
        /// The proxy requires TLS, which this libcurl does not support for proxies.
        case needsTLS
        case outOfMemory
    }

    package private(set) var speaksTLS = false
    private var secretText: UnsafeMutablePointer<CChar>?

    package init() {}

    deinit { cplatform_proxy_free_secret(secretText) }

    /// The password of the last address that has one, or else its user name. It is overwritten when it is freed.
    package var secret: Bytes { secretText.map { Bytes(cString: $0) } ?? .none }

    /// Checks an address.
    ///
    /// - Parameter text: `[scheme://][user[:password]@]host[:port]`
    package mutating func check(_ text: NamedText) throws(Fault) {
        switch cplatform_proxy_check(text.cString, &speaksTLS, &secretText) {
        case CPLATFORM_PROXY_OK: return
        case CPLATFORM_PROXY_NEEDS_TLS: throw .needsTLS
        case CPLATFORM_PROXY_NO_MEMORY: throw .outOfMemory
        default: throw .malformed
        }
    }
}

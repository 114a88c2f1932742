import CPlatform
package import Platform

/// The address of a proxy, checked with libcurl's own parser: libcurl's message about a bad one would repeat it.
public struct ProxyAddress: ~Copyable {
    package enum Fault: Error {
        case malformed
        /// The proxy speaks TLS, which this libcurl cannot speak with a proxy.
        case needsTLS
        case outOfMemory
    }

    package private(set) var speaksTLS = false
    private var secretText: UnsafeMutablePointer<CChar>?

    package init() {}

    deinit { cplatform_proxy_free_secret(secretText) }

    /// The password of the last address that has one, or else its user. Overwritten when it is freed.
    package var secret: Bytes { secretText.map { Bytes(cString: $0) } ?? .none }

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

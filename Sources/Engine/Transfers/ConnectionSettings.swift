package import Platform
import CPlatform
import Synchronization

/// The settings of a client's connections. Immutable, and shared by the client and the pools that use them.
public struct ConnectionSettings: ~Copyable {
    /// The texts, in the order in which ``init(texts:flags:connectTimeoutMs:)`` takes them.
    package enum Text: Int {
        /// The file or directory of certificate authorities, for servers and proxies; empty: the system's.
        case authorities
        /// The option or environment variable that set the authorities.
        case authoritiesName
        /// The proxy for https:// addresses, checked by ``cplatform_proxy_check()``; empty: none.
        case proxy
        case proxyName
        /// The proxy for http:// addresses.
        case plainProxy
        case plainProxyName
        /// Hosts that are reached without a proxy, in the syntax of CURLOPT_NOPROXY.
        case exceptions
        /// The proxy's password, which must be redacted in every text from outside.
        case secret
    }

    package struct Flags: Equatable {
        package var allowsPlainHTTP = false
        /// True if ``Text/authorities`` is a directory. Each of its files contains one certificate and is named by its
        /// hash.
        package var isDirectory = false
        package var proxySpeaksTLS = false

        package init() {}
    }

    private let references = Atomic<Int>(1)
    private let isRetired = Atomic<Bool>(false)
    private let texts: ByteBuffer
    package let flags: Flags
    package let connectTimeoutMs: Int64

    /// - Parameter texts: one text for each ``Text``, each terminated by a NUL.
    package init(texts: consuming ByteBuffer, flags: Flags, connectTimeoutMs: Int64) {
        self.texts = texts
        self.flags = flags
        self.connectTimeoutMs = connectTimeoutMs
    }

    package func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    package static func release(_ settings: UnsafeMutablePointer<ConnectionSettings>) {
        if settings.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            destroy(settings)
        }
    }

    /// Releases the reference of a client that is freed. Loops can then drop what they keep for these settings.
    package static func retire(_ settings: UnsafeMutablePointer<ConnectionSettings>) {
        settings.pointee.isRetired.store(true, ordering: .releasing)
        release(settings)
    }

    var isUnused: Bool { isRetired.load(ordering: .acquiring) }

    /// Returns true if a connection made with one of the two can be used with the other.
    func isEqual(_ other: UnsafeMutablePointer<ConnectionSettings>) -> Bool {
        connectTimeoutMs == other.pointee.connectTimeoutMs && flags == other.pointee.flags
            && texts.bytes == other.pointee.texts.bytes
    }

    /// Returns a text. A NUL follows it in memory.
    @inline(never)
    package func text(_ which: Text) -> Bytes {
        var text = Bytes.none
        var next = texts.bytes
        var left = which.rawValue
        // If a text is missing, nothing after the end is read.
        while left >= 0, !next.isEmpty {
            text = Bytes(cString: UnsafeRawPointer(next.start).assumingMemoryBound(to: CChar.self))
            next = next.dropFirst(text.count &+ 1)
            left &-= 1
        }
        return text
    }
}

package import Platform
import CPlatform
import Synchronization

/// How connections are made: the same for every request of a client. Immutable, and shared by the client and the pools
/// that use them.
public struct ConnectionSettings: ~Copyable {
    /// The texts, in the order in which ``init(texts:flags:connectTimeoutMs:)`` takes them.
    package enum Text: Int {
        /// Of certificate authorities, for servers and proxies; empty: the system's.
        case authorities
        /// The option or the variable that they come from.
        case authoritiesName
        /// For https:// addresses, checked by ``cplatform_proxy_check()``; empty: none.
        case proxy
        case proxyName
        /// For http:// addresses.
        case plainProxy
        case plainProxyName
        /// Hosts that are reached without a proxy, as CURLOPT_NOPROXY has it.
        case exceptions
        /// The proxy's password, which no text from outside may repeat.
        case secret
    }

    package struct Flags: Equatable {
        package var allowsPlainHTTP = false
        /// ``Text/authorities`` is a directory with a file for each, named by its hash.
        package var isDirectory = false
        package var proxySpeaksTLS = false

        package init() {}
    }

    private let references = Atomic<Int>(1)
    private let isRetired = Atomic<Bool>(false)
    private let texts: ByteBuffer
    package let flags: Flags
    package let connectTimeoutMs: Int64

    /// - Parameter texts: each ends with a NUL.
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

    /// Releases the reference of the client, which is gone: what loops keep for it is of no use any more.
    package static func retire(_ settings: UnsafeMutablePointer<ConnectionSettings>) {
        settings.pointee.isRetired.store(true, ordering: .releasing)
        release(settings)
    }

    var isUnused: Bool { isRetired.load(ordering: .acquiring) }

    /// Whether connections of both are as good for each other.
    func isEqual(_ other: UnsafeMutablePointer<ConnectionSettings>) -> Bool {
        connectTimeoutMs == other.pointee.connectTimeoutMs && flags == other.pointee.flags
            && texts.bytes == other.pointee.texts.bytes
    }

    /// The text, which a NUL ends.
    @inline(never)
    package func text(_ which: Text) -> Bytes {
        var text = Bytes.none
        var next = texts.bytes
        var left = which.rawValue
        // Nothing is read after the end, where a text is missing.
        while left >= 0, !next.isEmpty {
            text = Bytes(cString: UnsafeRawPointer(next.start).assumingMemoryBound(to: CChar.self))
            next = next.dropFirst(text.count &+ 1)
            left &-= 1
        }
        return text
    }
}

package import CPlatform
package import Platform
import Synchronization

package enum Method {
    case get
    case post
    case put
    case patch
    case delete

    package var name: Literal {
        switch self {
        case .get: "GET"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        }
    }

    package var hasBody: Bool { self != .get && self != .delete }
}

/// One request, as views of memory that its operation owns and keeps until the attempt is over.
package struct Request {
    package var method: Method
    package var url: UnsafePointer<CChar>
    package var headers: UnsafePointer<curl_slist>?
    /// Ignored for a method that has none.
    package var body: Bytes
    package var timeoutMs: Int64
    /// Whether it may reach the service twice. If not, it is never handed to a second connection, not even by libcurl.
    package var isIdempotent: Bool
    /// The head of the answer's ``Block``.
    package var headBytes: Int
    package var answerLimitBytes: Int

    package init(
        method: Method, url: UnsafePointer<CChar>, headers: UnsafePointer<curl_slist>?, body: Bytes, timeoutMs: Int64,
        isIdempotent: Bool, headBytes: Int, answerLimitBytes: Int
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMs = timeoutMs
        self.isIdempotent = isIdempotent
        self.headBytes = headBytes
        self.answerLimitBytes = answerLimitBytes
    }
}

/// How connections are made: the same for every request of a client. Each text is terminated. Immutable, and shared by
/// the client and the routes that use them.
public struct ConnectionSettings: ~Copyable {
    private let references = Atomic<Int>(1)
    package let allowsPlainHTTP: Bool
    package let connectTimeoutMs: Int64
    /// Empty: the system's authorities.
    package let caFile: ByteBuffer
    /// Whether ``proxy`` counts rather than what the environment says.
    package let choosesProxy: Bool
    /// Empty: none.
    package let proxy: ByteBuffer

    package init(
        allowsPlainHTTP: Bool, connectTimeoutMs: Int64, caFile: consuming ByteBuffer, choosesProxy: Bool,
        proxy: consuming ByteBuffer
    ) {
        self.allowsPlainHTTP = allowsPlainHTTP
        self.connectTimeoutMs = connectTimeoutMs
        self.caFile = caFile
        self.choosesProxy = choosesProxy
        self.proxy = proxy
    }
    func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    package static func release(_ settings: UnsafeMutablePointer<ConnectionSettings>) {
        if settings.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            destroy(settings)
        }
    }

    /// Whether connections of both are as good for each other.
    func isEqual(_ other: UnsafeMutablePointer<ConnectionSettings>) -> Bool {
        allowsPlainHTTP == other.pointee.allowsPlainHTTP && connectTimeoutMs == other.pointee.connectTimeoutMs
            && choosesProxy == other.pointee.choosesProxy && caFile.bytes == other.pointee.caFile.bytes
            && proxy.bytes == other.pointee.proxy.bytes
    }
}

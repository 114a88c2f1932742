package import Platform

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

/// A request, as views of memory that its operation owns until the attempt has ended.
package struct Request {
    package var method: Method
    package var url: UnsafePointer<CChar>
    package var headers: HeaderList.View?
    /// Ignored if the method has no body.
    package var body: Bytes
    package var timeoutMs: Int64
    /// True if the service may receive the request twice.
    package var isIdempotent: Bool
    /// The size of the head of the response's ``Block``.
    package var headBytes: Int
    package var responseLimitBytes: Int

    /// How long a reused connection may receive no byte before the transfer ends with ``TransferLoss/silent``; 0: the
    /// whole of `timeoutMs`.
    package var silenceMs: Int64
    /// True if the request must use a new connection.
    package var connectsAfresh = false

    /// - Parameter canRepeat: True if the request can be repeated when it is lost.
    package init(
        method: Method, url: UnsafePointer<CChar>, headers: HeaderList.View?, body: Bytes, timeoutMs: Int64,
        isIdempotent: Bool, canRepeat: Bool, headBytes: Int, responseLimitBytes: Int
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMs = timeoutMs
        self.isIdempotent = isIdempotent
        self.headBytes = headBytes
        self.responseLimitBytes = responseLimitBytes
        // Long enough for a slow service. If the connection still works after all, the request only runs twice.
        let third = timeoutMs / 3
        silenceMs = !canRepeat || !isIdempotent ? 0 : third < 10_000 ? third : 10_000
    }
}

/// The origin that requests are sent to, and the settings of its connections.
package struct Destination {
    /// "https://host:port": the beginning of the URL.
    package let origin: Bytes
    package let settings: UnsafeMutablePointer<ConnectionSettings>

    package init(origin: Bytes, settings: UnsafeMutablePointer<ConnectionSettings>) {
        self.origin = origin
        self.settings = settings
    }
}

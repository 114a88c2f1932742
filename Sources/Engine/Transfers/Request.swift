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

/// One request, as views of memory that its operation owns and keeps until the attempt is over.
package struct Request {
    package var method: Method
    package var url: UnsafePointer<CChar>
    package var headers: HeaderList.View?
    /// Ignored for a method that has none.
    package var body: Bytes
    package var timeoutMs: Int64
    /// Whether it may reach the service twice.
    package var isIdempotent: Bool
    /// The head of the answer's ``Block``.
    package var headBytes: Int
    package var responseLimitBytes: Int

    /// How long a connection that was kept from earlier may give no byte, before the transfer ends with
    /// ``TransferLoss/silent``; 0: for the whole of `timeoutMs`.
    package var silenceMs: Int64
    /// Whether it must go to a new connection.
    package var connectsAfresh = false

    /// - Parameter canRepeat: another request can follow if this one is lost.
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
        // Long enough for a slow service: on a connection that still works the request only runs twice.
        let third = timeoutMs / 3
        silenceMs = !canRepeat || !isIdempotent ? 0 : third < 10_000 ? third : 10_000
    }
}

/// Where requests are sent, and how connections to it are made.
package struct Destination {
    /// "https://host:port": the beginning of the URL.
    package let origin: Bytes
    package let settings: UnsafeMutablePointer<ConnectionSettings>

    package init(origin: Bytes, settings: UnsafeMutablePointer<ConnectionSettings>) {
        self.origin = origin
        self.settings = settings
    }
}

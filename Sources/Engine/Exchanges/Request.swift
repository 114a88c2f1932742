package import CPlatform
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

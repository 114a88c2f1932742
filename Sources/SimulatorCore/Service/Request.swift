import Foundation

/// A request as it came, free of any server: what the tests hand in, too.
struct Request {
    let method: String
    /// Path and query, as sent.
    let target: String
    /// By lower-case name.
    let headers: [String: String]
    let body: Data
    /// Why there is no body, where one was sent.
    let bodyFault: BodyFault?

    enum BodyFault {
        /// Longer than the gateway takes.
        case tooLarge
        /// Its chunks cannot be told apart, or it stopped early.
        case unreadable
    }

    init(
        _ method: String, _ target: String, headers: [String: String] = [:], body: Data = Data(),
        bodyFault: BodyFault? = nil
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.bodyFault = bodyFault
    }

    /// The target without its query, for logs too: a query may carry a token.
    var path: Substring {
        target.prefix { $0 != "?" }
    }

    /// What stands between the slashes, percent-encoding and all: none of the names here needs any.
    var segments: [String] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    }
}

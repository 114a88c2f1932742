import Foundation

/// A request, independent of the server. Tests make requests, too.
struct Request {
    let method: String
    /// Path and query, as sent.
    let target: String
    /// Values by lower-case name.
    let headers: [String: String]
    let body: Data
    /// The reason why a body was not read.
    let bodyFault: BodyFault?

    enum BodyFault {
        /// Longer than the gateway accepts.
        case tooLarge
        /// Its chunks are invalid, or it is truncated.
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

    /// The target without its query, which may contain a token; used for logs, too.
    var path: Substring {
        target.prefix { $0 != "?" }
    }

    /// The parts between the slashes, without percent-decoding: no name here needs it.
    var segments: [String] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    }
}

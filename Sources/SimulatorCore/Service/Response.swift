import Foundation

/// A response, and how it is sent.
struct Response {
    var status: Int
    var headers: [String: String] = [:]
    var body = Data()
    var delivery = Delivery.whole
    /// The delay before the first byte.
    var delayMS: Int64 = 0

    /// The way in which a response is sent.
    enum Delivery: Equatable {
        case whole
        /// Completely, and then the connection is closed.
        case last
        /// With the full Content-Length, but only about half of the body; then the connection is closed.
        case truncated
        /// A few bytes at a time.
        case slow(intervalMS: Int64)
        /// As a JSON text in chunks that never ends, as fast as it is read.
        case endless
        /// The connection is closed without a byte.
        case reset
    }

    /// Returns a response without a body.
    static func bare(_ status: Int) -> Response {
        Response(status: status)
    }

    static func json(_ status: Int, _ value: JSONValue) throws -> Response {
        Response(status: status, headers: ["Content-Type": "application/json"], body: try value.text())
    }

    static func text(_ status: Int, _ type: String, _ text: String) -> Response {
        Response(status: status, headers: ["Content-Type": type], body: Data(text.utf8))
    }
}

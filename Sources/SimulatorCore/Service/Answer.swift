import Foundation

/// What is to be sent, and how.
struct Answer {
    var status: Int
    var headers: [String: String] = [:]
    var body = Data()
    var delivery = Delivery.whole
    /// Before the first byte.
    var delayMS: Int64 = 0

    /// What becomes of an answer on its way.
    enum Delivery: Equatable {
        case whole
        /// Whole, and the connection is closed after it.
        case last
        /// The whole length is announced, about half is sent, and the connection is closed.
        case truncated
        /// A few bytes at a time.
        case slow(intervalMS: Int64)
        /// A JSON text in chunks that never ends, as fast as it is read.
        case endless
        /// The connection is closed without a byte.
        case reset
    }

    /// An answer without a body.
    static func bare(_ status: Int) -> Answer {
        Answer(status: status)
    }

    static func json(_ status: Int, _ value: JSONValue) throws -> Answer {
        Answer(status: status, headers: ["Content-Type": "application/json"], body: try value.text())
    }

    static func text(_ status: Int, _ type: String, _ text: String) -> Answer {
        Answer(status: status, headers: ["Content-Type": type], body: Data(text.utf8))
    }
}

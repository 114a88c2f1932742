import FlyingFox
import FlyingSocks

/// Ends a connection: thrown when a response must stop before its end.
struct ConnectionGivenUp: Error {}

/// The bytes of a response, in the pieces that its delivery requires.
struct ResponseBody: AsyncBufferedSequence, AsyncBufferedIteratorProtocol {
    typealias Element = UInt8

    private var rest: ArraySlice<UInt8>
    private let pieceBytes: Int
    private let pauseMS: Int64
    private let end: End

    private enum End {
        case finish
        case giveUp
        /// Repeats this piece for ever.
        case neverComes([UInt8])
    }

    /// Sends the whole body, and closes the connection.
    static func last(_ bytes: [UInt8]) -> ResponseBody {
        ResponseBody(rest: bytes[...], pieceBytes: .max, pauseMS: 0, end: .giveUp)
    }

    /// Sends half of the body, and closes the connection.
    static func truncated(_ bytes: [UInt8]) -> ResponseBody {
        ResponseBody(rest: bytes.prefix(bytes.count / 2), pieceBytes: .max, pauseMS: 0, end: .giveUp)
    }

    /// Sends sixteen bytes, pauses, sends sixteen bytes, …
    static func slow(_ bytes: [UInt8], intervalMS: Int64) -> ResponseBody {
        ResponseBody(rest: bytes[...], pieceBytes: 16, pauseMS: intervalMS, end: .finish)
    }

    /// Sends an object with a text that never ends.
    static func endless() -> ResponseBody {
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        let start = Array(#"{"description":""#.utf8)
        return ResponseBody(rest: start[...], pieceBytes: .max, pauseMS: 0, end: .neverComes(filler))
    }

    func makeAsyncIterator() -> ResponseBody { self }

    mutating func next() async throws -> UInt8? {
        try await nextBuffer(suggested: 1)?.first
    }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
        if rest.isEmpty {
            switch end {
            case .finish: return nil
            case .giveUp: throw ConnectionGivenUp()
            case .neverComes(let filler): return filler
            }
        }
        if pauseMS > 0 { try await Task.sleep(for: .milliseconds(pauseMS)) }
        let piece = rest.prefix(pieceBytes)
        rest = rest.dropFirst(piece.count)
        return Array(piece)
    }
}

/// Closes the connection before the first byte of a response.
///
/// The server calls the handler of an upgraded connection before it sends the head. An error of the handler is the only
/// way to send no response.
struct NoResponse: WSHandler {
    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        throw ConnectionGivenUp()
    }
}

import FlyingFox
import FlyingSocks

/// Ends a connection: thrown where an answer is to stop before its end.
struct ConnectionGivenUp: Error {}

/// An answer's bytes as the server asks for them, in the pieces that its delivery wants.
struct AnswerBody: AsyncBufferedSequence, AsyncBufferedIteratorProtocol {
    typealias Element = UInt8

    private var rest: ArraySlice<UInt8>
    private let pieceBytes: Int
    private let pauseMS: Int64
    private let end: End

    private enum End {
        case finish
        case giveUp
        /// The last piece again and again.
        case neverComes([UInt8])
    }

    /// All of it, and no further answer on this connection.
    static func last(_ bytes: [UInt8]) -> AnswerBody {
        AnswerBody(rest: bytes[...], pieceBytes: .max, pauseMS: 0, end: .giveUp)
    }

    /// Half of it, and then nothing more.
    static func truncated(_ bytes: [UInt8]) -> AnswerBody {
        AnswerBody(rest: bytes.prefix(bytes.count / 2), pieceBytes: .max, pauseMS: 0, end: .giveUp)
    }

    /// Sixteen bytes, a pause, sixteen bytes, …
    static func slow(_ bytes: [UInt8], intervalMS: Int64) -> AnswerBody {
        AnswerBody(rest: bytes[...], pieceBytes: 16, pauseMS: intervalMS, end: .finish)
    }

    /// An object with one text in it, which is never closed.
    static func endless() -> AnswerBody {
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        let start = Array(#"{"description":""#.utf8)
        return AnswerBody(rest: start[...], pieceBytes: .max, pauseMS: 0, end: .neverComes(filler))
    }

    func makeAsyncIterator() -> AnswerBody { self }

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

/// Closes the connection before a byte of the answer.
///
/// The server asks the handler of an upgraded connection for its frames before it sends the head; a handler that
/// fails is the one way to have no answer sent at all.
struct NoAnswer: WSHandler {
    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        throw ConnectionGivenUp()
    }
}

import Foundation
import Synchronization

/// Lines for people, on standard error.
///
/// A line that cannot be written at once is dropped: a test that does not read standard error must not stop the
/// service it tests.
public struct Console: Sendable {
    private let isQuiet: Bool

    /// - Parameter isQuiet: writes nothing at all.
    public init(isQuiet: Bool = false) {
        self.isQuiet = isQuiet
    }

    /// What a pipe takes in one piece, without mixing it with others' lines.
    private static let lineLimitBytes = 4096

    public func say(_ line: String) {
        guard !isQuiet else { return }
        let bytes = Array((line + "\n").utf8.prefix(Self.lineLimitBytes))
        writing.withLock { _ in
            var ready = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLOUT) != 0 else { return }
            _ = write(STDERR_FILENO, bytes, bytes.count)
        }
    }

    /// One line a request. The query and the headers may have tokens in them, so they are left out.
    func log(_ request: Request, _ answer: Answer, took duration: Duration) {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let outcome = answer.delivery.note.map { "\(answer.status) (\($0))" } ?? "\(answer.status)"
        say("\(request.method) \(printable(request.path)) \(outcome) \(milliseconds) ms")
    }

    /// Control bytes could make a terminal do things.
    private func printable(_ text: Substring) -> String {
        String(text.prefix(300).map { $0.isASCII && !$0.isWhitespace && ($0.asciiValue ?? 0) > 32 ? $0 : "?" })
    }
}

/// One writer at a time, or the room that was seen may be gone.
private let writing = Mutex(())

extension Answer.Delivery {
    /// What a reader of the log cannot tell from the status.
    fileprivate var note: String? {
        switch self {
        case .whole, .last: nil
        case .truncated: "truncated"
        case .slow: "slow"
        case .endless: "endless"
        case .reset: "no answer"
        }
    }
}

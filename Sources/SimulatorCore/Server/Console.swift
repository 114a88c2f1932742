import Foundation
import Synchronization

/// Writes lines for users to standard error.
///
/// A line that cannot be written at once is dropped: a test that does not read standard error must not stop the
/// service it tests.
public struct Console: Sendable {
    private let isQuiet: Bool

    /// - Parameter isQuiet: True to write nothing.
    public init(isQuiet: Bool = false) {
        self.isQuiet = isQuiet
    }

    /// The size up to which a pipe writes a line atomically.
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

    /// Writes one line for each request, without the query and the headers, which may contain tokens.
    func log(_ request: Request, _ response: Response, took duration: Duration) {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let outcome = response.delivery.note.map { "\(response.status) (\($0))" } ?? "\(response.status)"
        say("\(request.method) \(printable(request.path)) \(outcome) \(milliseconds) ms")
    }

    /// Replaces control bytes, which could change the state of a terminal.
    private func printable(_ text: Substring) -> String {
        String(text.prefix(300).map { $0.isASCII && !$0.isWhitespace && ($0.asciiValue ?? 0) > 32 ? $0 : "?" })
    }
}

/// Only one thread writes at a time. Otherwise the space that poll() reported may be used up.
private let writing = Mutex(())

extension Response.Delivery {
    /// The kind of delivery, which the status does not show.
    fileprivate var note: String? {
        switch self {
        case .whole, .last: nil
        case .truncated: "truncated"
        case .slow: "slow"
        case .endless: "endless"
        case .reset: "no response"
        }
    }
}

import Foundation

/// Waits for an event that ends the simulator: SIGINT, SIGTERM or, if requested, the end of standard input.
final class EndOfProcess {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter end: called at each event, possibly more than once, on any thread.
    init(untilEOF: Bool, _ end: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            // The default action would end the process before its source is called.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: end)
            source.resume()
            return source
        }
        if untilEOF { Self.waitForEOF(end) }
    }

    /// Waits on a separate thread, because reading blocks.
    private static func waitForEOF(_ end: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 4096)
            var count = 0
            repeat {
                count = read(STDIN_FILENO, &buffer, buffer.count)
            } while count > 0 || (count < 0 && errno == EINTR)
            end()
        }
    }
}

/// Raises the limit on open files as far as possible: each connection is an open file.
func allowManyConnections() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

import CPlatform

/// A descriptor that lines are written to. Writing neither blocks nor raises a signal. If the descriptor's number
/// refers to another file meanwhile, nothing is written to that file.
public struct LineSink: ~Copyable {
    private let sink: cplatform_sink
    private let owner = OwnerProcess()

    /// Makes a sink for the caller's descriptor, which stays open; -1 for no descriptor.
    package init(borrowing descriptor: Int32) { sink = cplatform_sink_borrow(descriptor) }

    /// Opens a file for appending, with mode 0600 if it is new. Symbolic links are not followed. Check ``isOpen``
    /// afterwards.
    package init(path: UnsafePointer<CChar>) { sink = cplatform_sink_open(path) }

    deinit {
        if owner.isCurrent { cplatform_sink_close(sink) }
    }

    package var isOpen: Bool { sink.descriptor >= 0 }

    package enum Written {
        case all
        /// Nothing: writing would have blocked, or is impossible.
        case nothing
        case part
    }

    /// Writes a line.
    ///
    /// - Parameter line: a text that ends with a line feed.
    package func write(_ line: Bytes) -> Written {
        switch cplatform_sink_write(sink, line.start, line.count) {
        case 1: .all
        case 0: .nothing
        default: .part
        }
    }

    /// The time for a line: milliseconds since the epoch.
    package var wallMs: Int64 { Clock.wallMs() }
}

import CPlatform

/// A descriptor that lines are written to. Writing neither waits nor raises a signal, and a descriptor that has become
/// another file is left alone.
public struct LineSink: ~Copyable {
    private let sink: cplatform_sink
    private let owner = OwnerProcess()

    /// Writes to the caller's descriptor, which stays open; -1: to none.
    package init(borrowing descriptor: Int32) { sink = cplatform_sink_borrow(descriptor) }

    /// Opens a file for appending, with mode 0600 if it is new. Symbolic links are not followed. Check ``isOpen`` after.
    package init(path: UnsafePointer<CChar>) { sink = cplatform_sink_open(path) }

    deinit {
        if owner.isCurrent { cplatform_sink_close(sink) }
    }

    package var isOpen: Bool { sink.descriptor >= 0 }

    package enum Written {
        case all
        /// Nothing: it would have had to wait, or is impossible.
        case nothing
        case part
    }

    /// - Parameter line: ends with a line feed.
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

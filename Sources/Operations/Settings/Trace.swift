import Engine
import Platform
import Service
import Synchronization

/// Writes a line about each transfer, if anywhere. It never sees a secret: it is given a URL, which holds none, numbers,
/// and the service's id of the request.
///
/// Tracing neither waits nor fails a call: a line that cannot be written at once is left out and counted.
struct Trace: ~Copyable {
    private let sink: LineSink
    /// Lines that have been left out since the last one that was written.
    private let lostLines = Atomic<Int>(0)
    /// The last line was written without its end.
    private let isCut = Atomic<Bool>(false)

    init(_ sink: consuming LineSink) { self.sink = sink }

    var isOn: Bool { sink.isOpen }

    /// One transfer.
    struct Entry {
        var method: Method
        var url: Bytes
        var attempt: Int32
        /// 0: no answer came.
        var httpStatus: Int32 = 0
        /// 0 if libcurl reported no error.
        var curlCode: Int32 = 0
        var elapsedMs: Int64
        var answerBytes: Int = 0
        var requestID: Bytes = .none
        var interruption: Interruption?
    }

    func write(_ entry: Entry) {
        guard isOn else { return }
        var line = ByteBuffer()
        do throws(ResourceExhausted) {
            try begin(&line)
            try line.append(" ")
            try line.append(entry.method.name)
            try line.append(" ")
            try line.append(entry.url)
            try line.append(" attempt=", number: Int64(entry.attempt))
            try line.append(" status=", number: Int64(entry.httpStatus))
            if entry.curlCode != 0 { try line.append(" curl=", number: Int64(entry.curlCode)) }
            try line.append(" ms=", number: entry.elapsedMs)
            try line.append(" bytes=", number: Int64(entry.answerBytes))
            if !entry.requestID.isEmpty {
                try line.append(" request_id=")
                try line.appendVisible(entry.requestID)
            }
            if let interruption = entry.interruption {
                try line.append(interruption == .cancelled ? " cancelled" : " deadline")
            }
        } catch {
            line.removeAll()
        }
        end(&line)
    }

    /// The canonical request of a signature that was refused, as the gateway shows its own: to compare line by line.
    func write(canonical: Bytes) {
        guard isOn else { return }
        var line = ByteBuffer()
        do throws(ResourceExhausted) {
            try begin(&line)
            try line.append(" canonical request: ")
            try writeBlanked(canonical: canonical, to: &line)
        } catch {
            line.removeAll()
        }
        end(&line)
    }

    /// The JSON paths of values of a wrong type that an answer had: their number, and the first of them.
    @inline(never)
    func write(dropped count: Int64, _ paths: UnsafePointer<UnsafePointer<CChar>?>?) {
        guard isOn, count > 0, let paths else { return }
        var line = ByteBuffer()
        do throws(ResourceExhausted) {
            try begin(&line)
            try line.append(" dropped=", number: count)
            var index = 0
            while index < count, index < 32, let path = paths[index] {
                try line.append(" ")
                try line.append(Bytes(cString: path))
                index &+= 1
            }
        } catch {
            line.removeAll()
        }
        end(&line)
    }

    @inline(never)
    private func begin(_ line: inout ByteBuffer) throws(ResourceExhausted) {
        if isCut.load(ordering: .relaxed) { try line.append("\n") }
        try line.appendTime(sink.wallMs)
    }

    /// Writes the line with the number of those that have been left out before it; an empty one is left out itself.
    @inline(never)
    private func end(_ line: inout ByteBuffer) {
        let lost = lostLines.exchange(0, ordering: .relaxed)
        var written = LineSink.Written.nothing
        do throws(ResourceExhausted) {
            if lost > 0 { try line.append(" lost=", number: Int64(lost)) }
            try line.append("\n")
            if line.count > 32 { written = sink.write(line.bytes) }
        } catch {}
        if written != .nothing { isCut.store(written == .part, ordering: .relaxed) }
        if written != .all { lostLines.wrappingAdd(lost &+ 1, ordering: .relaxed) }
    }
}

extension ByteBuffer {
    fileprivate mutating func append(_ name: Literal, number: Int64) throws(ResourceExhausted) {
        try append(name)
        try append(decimal: number, width: 1)
    }

    /// `2026-11-24T01:02:03.456Z`
    fileprivate mutating func appendTime(_ wallMs: Int64) throws(ResourceExhausted) {
        let time = CalendarTime(secondsSinceEpoch: wallMs / 1000)
        try append(decimal: time.year, width: 4)
        try append("-")
        try append(decimal: time.month, width: 2)
        try append("-")
        try append(decimal: time.day, width: 2)
        try append("T")
        try append(decimal: time.hour, width: 2)
        try append(":")
        try append(decimal: time.minute, width: 2)
        try append(":")
        try append(decimal: time.second, width: 2)
        try append(".")
        try append(decimal: wallMs % 1000, width: 3)
        try append("Z")
    }

    /// Of a header nobody has checked: what could move a terminal's cursor becomes a question mark.
    fileprivate mutating func appendVisible(_ text: Bytes) throws(ResourceExhausted) {
        var index = 0
        while let byte = text[index], index < 128 {
            try append(byte: byte > 0x20 && byte < 0x7F ? byte : 0x3F)
            index &+= 1
        }
    }
}

extension Trace {
    func write<Transfer: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Transfer>, _ method: Method, _ url: Bytes, attempt: Int32, _ now: Now,
        _ report: Report
    ) {
        guard isOn else { return }
        // It is the service's text: one that repeats a secret is left out.
        let requestID = transfer.pointee.header("X-Request-Id") ?? .none
        write(
            Entry(
                method: method, url: url, attempt: attempt, httpStatus: transfer.pointee.httpStatus,
                curlCode: transfer.pointee.curlCode, elapsedMs: now.ms &- transfer.pointee.startedMs,
                answerBytes: transfer.pointee.block.count,
                requestID: report.secrets.occur(in: requestID) ? .none : requestID))
    }
}

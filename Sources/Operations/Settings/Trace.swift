import Engine
import Platform
import Service
import Synchronization

/// Writes a line about each transfer, if tracing is on. It never receives a secret: a line contains the URL, which has
/// no secret, numbers, and the service's id of the request.
///
/// Tracing never blocks or fails a call: a line that cannot be written at once is dropped and counted.
struct Trace: ~Copyable {
    private let sink: LineSink
    /// The number of lines dropped since the last written line.
    private let lostLines = Atomic<Int>(0)
    /// True if the end of the last line was not written.
    private let isCut = Atomic<Bool>(false)

    init(_ sink: consuming LineSink) { self.sink = sink }

    var isOn: Bool { sink.isOpen }

    /// One transfer.
    struct Entry {
        var method: Method
        var url: Bytes
        var attempt: Int32
        /// 0 if there was no response.
        var httpStatus: Int32 = 0
        /// 0 if libcurl reported no error.
        var curlCode: Int32 = 0
        var elapsedMs: Int64
        var responseBytes: Int = 0
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
            try line.append(" bytes=", number: Int64(entry.responseBytes))
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

    /// Writes the canonical request of a rejected signature in the form that the gateway shows its own, so that the two
    /// can be compared line by line.
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

    /// Writes the number and the JSON paths of values of a wrong type in a response.
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

    /// Writes the line with the number of lines dropped before it. An empty line is dropped.
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

    /// Appends an unchecked header value. Bytes that could move a terminal's cursor become question marks.
    fileprivate mutating func appendVisible(_ text: Bytes) throws(ResourceExhausted) {
        var index = 0
        while let byte = text[index], index < 128 {
            try append(byte: byte.isVisibleASCII ? byte : UInt8(ascii: "?"))
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
        // The id is text of the service: if it repeats a secret, it is left out.
        let requestID = transfer.pointee.header("X-Request-Id") ?? .none
        write(
            Entry(
                method: method, url: url, attempt: attempt, httpStatus: transfer.pointee.httpStatus,
                curlCode: transfer.pointee.curlCode, elapsedMs: now.ms &- transfer.pointee.startedMs,
                responseBytes: transfer.pointee.block.count,
                requestID: report.secrets.occur(in: requestID) ? .none : requestID))
    }
}

import CPlatform
import Engine
import Platform
import Service

/// Where a line about each exchange goes, if anywhere. Secrets have no way into it: it gets a URL, which holds none,
/// numbers, and the service's name for the exchange.
struct Trace: ~Copyable {
    /// -1: nowhere.
    private let descriptor: Int32
    private let isOwned: Bool

    init(descriptor: Int32, isOwned: Bool) {
        self.descriptor = descriptor
        self.isOwned = isOwned
    }

    deinit {
        if isOwned { cplatform_event_close(descriptor) }
    }

    var isOn: Bool { descriptor >= 0 }

    /// What one exchange was.
    struct Entry {
        var method: Method
        var url: Bytes
        var attempt: Int32
        /// 0: no answer came.
        var httpStatus: Int32 = 0
        /// CURLE_OK when libcurl was content.
        var curlCode: Int32 = 0
        var elapsedMs: Int64
        var answerBytes: Int = 0
        var requestID: Bytes = .none
        var interruption: Interruption?
    }

    /// A trace is worth no failure: without memory for it a line is left out.
    func write(_ entry: Entry) {
        guard isOn else { return }
        var line = ByteBuffer()
        do throws(OutOfMemory) {
            try line.appendTime(Clock.wallMs())
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
            try line.append("\n")
        } catch {
            return
        }
        cplatform_write_line(descriptor, line.bytes.start, line.bytes.count)
    }

    /// The canonical request of a signature that was refused, as the gateway shows its own: to compare line by line.
    func write(canonical: Bytes) {
        guard isOn else { return }
        var line = ByteBuffer()
        do throws(OutOfMemory) {
            try line.appendTime(Clock.wallMs())
            try line.append(" canonical request: ")
            try writeBlanked(canonical: canonical, to: &line)
            try line.append("\n")
        } catch {
            return
        }
        cplatform_write_line(descriptor, line.bytes.start, line.bytes.count)
    }
}

extension ByteBuffer {
    fileprivate mutating func append(_ name: Literal, number: Int64) throws(OutOfMemory) {
        try append(name)
        try append(decimal: number, width: 1)
    }

    /// `2026-11-24T01:02:03.456Z`
    fileprivate mutating func appendTime(_ wallMs: Int64) throws(OutOfMemory) {
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
    fileprivate mutating func appendVisible(_ text: Bytes) throws(OutOfMemory) {
        var index = 0
        while let byte = text[index], index < 128 {
            try append(byte: byte > 0x20 && byte < 0x7F ? byte : 0x3F)
            index &+= 1
        }
    }
}

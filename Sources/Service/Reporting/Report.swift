package import CCodelab
package import Platform

/// Writes the `codelab_error` of one call. Each text is cut at a character. Texts from outside lose their control
/// characters and the secrets that the call was made with; the library's own words are not changed.
package struct Report {
    package let record: UnsafeMutablePointer<codelab_error>
    package private(set) var secrets = Secrets()

    /// `record` must outlive the report.
    package init(_ record: UnsafeMutablePointer<codelab_error>) {
        self.record = record
        reset()
    }

    /// The same report for a call that is made with `secret` as well, which must outlive it.
    package func hiding(_ secret: Bytes) -> Report {
        var report = self
        report.secrets.add(secret)
        return report
    }

    package func reset() {
        record.pointee.struct_size = UInt32(truncatingIfNeeded: MemoryLayout<codelab_error>.size)
        record.pointee.code = CODELAB_OK.rawValue
        record.pointee.http_status = 0
        record.pointee.curl_code = 0
        record.pointee.retryable = 0
        record.pointee.attempts = 0
        record.pointee.retry_after_ms = Absent.integer
        record.pointee.json_offset = Absent.integer
        clearTexts()
    }

    private func clearTexts() {
        record.pointee.service_code.0 = 0
        record.pointee.request_id.0 = 0
        record.pointee.json_path.0 = 0
        record.pointee.message.0 = 0
    }

    /// The failure of that status, with the message that `body` writes. Inlined, since a specialisation for each
    /// closure takes many times as much room.
    @inline(__always)
    package func failure(_ status: codelab_status, _ body: (inout TextWriter) -> Void) -> Failure {
        var writer = begin(status)
        body(&writer)
        return Failure(status)
    }

    @inline(never)
    package func begin(_ status: codelab_status) -> TextWriter {
        record.pointee.code = status.rawValue
        return withUnsafeMutableBytes(of: &record.pointee.message) { writer($0) }
    }

    @inline(never)
    package func failure(_ status: codelab_status, _ message: Literal) -> Failure {
        failure(status) { $0.write(message) }
    }

    @inline(never)
    package func outOfMemory() -> Failure {
        switch Shortage.find() {
        case .memory: failure(CODELAB_E_NO_MEMORY, "there is not enough memory for this call")
        case .descriptors:
            failure(CODELAB_E_NO_MEMORY, "no file descriptor is free; close some, or raise the limit (ulimit -n)")
        case .forbidden:
            failure(
                CODELAB_E_STATE,
                "the system refuses eventfd, epoll or timerfd; allow them in the sandbox that this process runs in")
        }
    }

    package func setServiceCode(_ text: Bytes) {
        withUnsafeMutableBytes(of: &record.pointee.service_code) { set($0, text) }
    }

    package func setRequestID(_ text: Bytes) {
        withUnsafeMutableBytes(of: &record.pointee.request_id) { set($0, text) }
    }

    var requestID: Bytes {
        withUnsafeBytes(of: &record.pointee.request_id, Self.text)
    }

    /// The service's own code, of a record that has been written; empty if it came with a status by which the service
    /// does not speak of an instance, and which decides alone.
    package static func serviceCode(of record: UnsafeMutablePointer<codelab_error>) -> Bytes {
        switch record.pointee.http_status {
        case 200...299, 400, 404, 409: break
        default: return .none
        }
        return withUnsafeBytes(of: &record.pointee.service_code, text)
    }

    private static func text(_ place: UnsafeRawBufferPointer) -> Bytes {
        guard let start = place.baseAddress else { return .none }
        return Bytes(cString: start.assumingMemoryBound(to: CChar.self))
    }

    /// The path is written by `body`, front to back.
    package func setJSONPath(_ body: (inout TextWriter) -> Void) {
        var path = withUnsafeMutableBytes(of: &record.pointee.json_path) { writer($0) }
        body(&path)
    }

    private func set(_ place: UnsafeMutableRawBufferPointer, _ text: Bytes) {
        var writer = writer(place)
        writer.write(text)
    }

    private func writer(_ place: UnsafeMutableRawBufferPointer) -> TextWriter {
        // The places of a record are not empty.
        TextWriter(place.baseAddress ?? UnsafeMutableRawPointer(record), capacityBytes: place.count, hiding: secrets)
    }
}

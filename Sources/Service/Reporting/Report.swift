package import CCodelab
package import Platform

/// Writes the `codelab_error` of one call. A text that is too long is cut at the end of a character. In texts from
/// outside, control characters and the call's secrets are removed.
package struct Report {
    package let record: UnsafeMutablePointer<codelab_error>
    package private(set) var secrets = Secrets()

    /// Makes a report and resets the record, which must outlive it.
    package init(_ record: UnsafeMutablePointer<codelab_error>) {
        self.record = record
        reset()
    }

    /// Returns a report that also redacts `secret`, which must outlive it.
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

    /// Returns a failure of that status, with the message that `body` writes. Inlined, because a specialisation for
    /// each closure takes many times as much space.
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
        case .memory: failure(CODELAB_E_NO_MEMORY, "out of memory")
        case .descriptors:
            failure(CODELAB_E_NO_MEMORY, "out of file descriptors; close some, or raise the limit (ulimit -n)")
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

    /// Returns the service code in a record. Returns an empty text if the HTTP status alone decides, because the
    /// service does not use it for errors of an instance.
    package static func serviceCode(of record: UnsafeMutablePointer<codelab_error>) -> Bytes {
        switch record.pointee.http_status {
        case 200...299, 400, 404, 409: break
        default: return .none
        }
        return withUnsafeBytes(of: &record.pointee.service_code, text)
    }

    private static func text(_ field: UnsafeRawBufferPointer) -> Bytes {
        guard let start = field.baseAddress else { return .none }
        return Bytes(cString: start.assumingMemoryBound(to: CChar.self))
    }

    /// Sets the JSON path that `body` writes.
    package func setJSONPath(_ body: (inout TextWriter) -> Void) {
        var path = withUnsafeMutableBytes(of: &record.pointee.json_path) { writer($0) }
        body(&path)
    }

    private func set(_ field: UnsafeMutableRawBufferPointer, _ text: Bytes) {
        var writer = writer(field)
        writer.write(text)
    }

    private func writer(_ field: UnsafeMutableRawBufferPointer) -> TextWriter {
        // The text fields of a record are not empty, so they have an address.
        TextWriter(field.baseAddress ?? UnsafeMutableRawPointer(record), capacityBytes: field.count, hiding: secrets)
    }
}

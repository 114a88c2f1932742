package import CCodelab
package import Platform

/// Why a call cannot go on. What there is to say about it stands in the ``Report``.
package struct Failure: Error {
    package let status: Int32
    /// How long the credential must not be tried again, because it was refused as such.
    package var heldMs: Int64?
    /// The token was not taken; the same request may do with a new one.
    package var renewsToken = false

    package init(_ status: codelab_status) { self.status = status.rawValue }
}

/// Writes the `codelab_error` of one call. Every text that goes in passes here, so that it is cut at a character,
/// free of control characters and of the secrets that the call was made with.
package struct Report {
    package let record: UnsafeMutablePointer<codelab_error>
    /// Blanked wherever a text from outside repeats them: a token, what signs, a password, a proxy that may hold one.
    private var secrets: (Bytes, Bytes, Bytes) = (.none, .none, .none)

    /// `record` must outlive the report.
    package init(_ record: UnsafeMutablePointer<codelab_error>) {
        self.record = record
        reset()
    }

    /// The same report for a call that is made with `secret` as well, which must outlive it.
    package func hiding(_ secret: Bytes) -> Report {
        var report = self
        if secret.isEmpty { return report }
        report.secrets = (secret, secrets.0, secrets.1)
        return report
    }

    /// Whether a text from outside, whole or in part, repeats one of them.
    package func isSecretRepeated(in text: Bytes) -> Bool {
        text.firstRange(of: secrets.0.prefix(16)) != nil || text.firstRange(of: secrets.1.prefix(16)) != nil
            || text.firstRange(of: secrets.2.prefix(16)) != nil
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

    /// The failure of that status, with the message that `body` writes.
    @inline(never)
    package func failure(_ status: codelab_status, _ body: (inout TextWriter) -> Void) -> Failure {
        record.pointee.code = status.rawValue
        withUnsafeMutableBytes(of: &record.pointee.message) { fill($0, body) }
        return Failure(status)
    }

    @inline(never)
    package func failure(_ status: codelab_status, _ message: Literal) -> Failure {
        failure(status) { $0.write(message) }
    }

    @inline(never)
    package func outOfMemory() -> Failure {
        failure(CODELAB_E_NO_MEMORY, "there is not enough memory for this call")
    }

    package func setServiceCode(_ text: Bytes) {
        withUnsafeMutableBytes(of: &record.pointee.service_code) { fill($0) { $0.write(text) } }
    }

    /// May come from a header, which nobody has checked for being UTF-8.
    package func setRequestID(_ text: Bytes) {
        withUnsafeMutableBytes(of: &record.pointee.request_id) { fill($0) { $0.write(unchecked: text) } }
    }

    var requestID: Bytes {
        withUnsafeBytes(of: &record.pointee.request_id, Self.text)
    }

    /// The service's own code, of a record that has been written.
    package static func serviceCode(of record: UnsafeMutablePointer<codelab_error>) -> Bytes {
        withUnsafeBytes(of: &record.pointee.service_code, text)
    }

    private static func text(_ place: UnsafeRawBufferPointer) -> Bytes {
        guard let start = place.baseAddress else { return .none }
        return Bytes(cString: start.assumingMemoryBound(to: CChar.self))
    }

    /// The path is written by `body`, front to back.
    package func setJSONPath(_ body: (inout TextWriter) -> Void) {
        withUnsafeMutableBytes(of: &record.pointee.json_path) { fill($0, body) }
    }

    private func fill(_ place: UnsafeMutableRawBufferPointer, _ body: (inout TextWriter) -> Void) {
        guard let start = place.baseAddress else { return }
        var writer = TextWriter(start, capacityBytes: place.count)
        body(&writer)
        blank(Bytes(cString: start.assumingMemoryBound(to: CChar.self)))
    }

    /// Blanks the secrets in a text of an answer, whose memory is ours to change, before any of it is cut.
    func blank(_ text: Bytes) {
        redact(secrets.0, text)
        redact(secrets.1, text)
        redact(secrets.2, text)
    }

    /// Blanks a secret, which the service may echo. Also where it, or the place here, has cut it off: sixteen bytes
    /// of it are enough to be recognised.
    @inline(never)
    private func redact(_ secret: Bytes, _ text: Bytes) {
        let beginning = secret.prefix(16)
        var rest = text
        while let found = rest.firstRange(of: beginning) {
            rest = rest.dropFirst(found)
            let place = UnsafeMutablePointer(mutating: rest.start)
            var index = 0
            while let byte = rest[index], byte == secret[index] {
                place[index] = 0x2A
                index &+= 1
            }
            rest = rest.dropFirst(index)
        }
    }
}

/// How the header says "not there".
package enum Absent {
    package static var integer: Int64 { .min }
    package static var boolean: Int32 { -1 }
    package static var number: Double { -1 }
}

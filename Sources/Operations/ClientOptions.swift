package import CCodelab
import CPlatform
import Engine
import Platform
package import Service

extension Client {
    /// Checks the options, copies what they point to, and makes a client that owns the copies.
    package static func make(
        _ source: UnsafePointer<codelab_client_options>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Client> {
        guard let source else { throw Check.refuse("options", "is NULL", report) }
        let options = try readCallerStruct(source, "options", zeroed: codelab_client_options(), report)
        guard options.flags & ~UInt32(CODELAB_CLIENT_ALLOW_HTTP) == 0 else {
            throw Check.refuse("flags", "holds a bit that this library does not know", report)
        }
        guard options.reserved == 0 else { throw Check.refuse("reserved", "must be 0", report) }
        let texts = try ClientTexts(options, report)
        let numbers = try ClientNumbers(options, report)
        try startCurl(report)
        do throws(OutOfMemory) {
            return try allocate(Client(texts, numbers))
        } catch {
            throw report.outOfMemory()
        }
    }

    private init(_ texts: ClientTexts, _ numbers: ClientNumbers) throws(OutOfMemory) {
        self.init(
            notebooks: try Address.notebooks(texts.endpoint, projectID: texts.projectID),
            openURL: try Address.open(texts.endpoint, projectID: texts.projectID),
            headers: try HeaderList(
                lines: headerLines(
                    token: texts.token, language: texts.language, userAgent: texts.userAgent,
                    acceptsGzip: cplatform_curl_reads_gzip())),
            connection: ConnectionSettings(
                allowsPlainHTTP: !texts.endpoint.isSecure, connectTimeoutMs: numbers.connectTimeoutMs,
                caFile: try terminatedCopy(texts.caFile), choosesProxy: texts.proxy != nil,
                proxy: try terminatedCopy(texts.proxy)),
            pool: try LanePool(),
            token: try terminatedCopy(texts.token), retry: numbers.retry, attemptTimeoutMs: numbers.attemptTimeoutMs)
    }
}

/// The texts of the options, checked; still the caller's memory.
private struct ClientTexts {
    let endpoint: Endpoint
    let projectID: Bytes
    let token: Bytes
    let language: Bytes
    let userAgent: Bytes?
    let caFile: Bytes?
    let proxy: Bytes?

    init(_ options: codelab_client_options, _ report: Report) throws(Failure) {
        endpoint = try Endpoint(
            Check.required(options.endpoint, "endpoint", report), "endpoint",
            allowsPlainHTTP: options.flags & UInt32(CODELAB_CLIENT_ALLOW_HTTP) != 0, report)
        projectID = try Check.required(options.project_id, "project_id", report)
        try Check.identifier(projectID, "project_id", report)
        token = try Check.required(options.token, "token", report)
        try Check.token(token, report)
        language = options.language.flatMap(optionalText) ?? ("en-us" as Literal).bytes
        try Check.headerValue(language, "language", report)
        userAgent = options.user_agent.flatMap(optionalText)
        if let userAgent { try Check.headerValue(userAgent, "user_agent", report) }
        caFile = options.ca_file.flatMap(optionalText)
        // An empty proxy has a meaning of its own: none, whatever the environment says.
        proxy = options.proxy.map { Bytes(cString: $0) }
    }
}

private func optionalText(_ text: UnsafePointer<CChar>) -> Bytes? {
    text.pointee == 0 ? nil : Bytes(cString: text)
}

private struct ClientNumbers {
    let connectTimeoutMs: Int64
    let attemptTimeoutMs: Int64
    let retry: RetryPolicy

    init(_ options: codelab_client_options, _ report: Report) throws(Failure) {
        let day: Int64 = 86_400_000
        connectTimeoutMs = try Check.number(
            options.connect_timeout_ms, "connect_timeout_ms", from: 1, to: day, default: 10_000, report)
        attemptTimeoutMs = try Check.number(
            options.attempt_timeout_ms, "attempt_timeout_ms", from: 1, to: day, default: 60_000, report)
        let attempts = try Check.number(
            Int64(options.max_attempts), "max_attempts", from: 1, to: 100, default: 5, report)
        let delayMs = try Check.number(
            options.retry_delay_ms, "retry_delay_ms", from: 1, to: day, default: 500, report)
        let delayMaxMs = try Check.number(
            options.retry_delay_max_ms, "retry_delay_max_ms", from: 1, to: day, default: 20_000, report)
        retry = RetryPolicy(
            maxAttempts: Int32(truncatingIfNeeded: attempts), delayMs: delayMs,
            delayMaxMs: delayMaxMs < delayMs ? delayMs : delayMaxMs)
    }
}

private func startCurl(_ report: Report) throws(Failure) {
    switch cplatform_curl_start() {
    case CURLE_OK: return
    case CURLE_FAILED_INIT:
        throw report.failure(CODELAB_E_STATE, "libcurl 7.88 or later, built with thread safety, is needed")
    default: throw report.outOfMemory()
    }
}

private func terminatedCopy(_ text: Bytes?) throws(OutOfMemory) -> ByteBuffer {
    var copy = ByteBuffer()
    if let text { try copy.append(text) }
    try copy.terminate()
    return copy
}

import CCodelab
import Engine
import Platform
import Service

extension ClientSettings {
    /// Checks the options, and copies what they point to.
    static func make(
        _ source: UnsafePointer<codelab_client_options>?, _ report: Report
    ) throws(Failure) -> Owned<ClientSettings> {
        guard let source else { throw Check.refuse("options", "is NULL", report) }
        var options = codelab_client_options()
        try readCallerStruct(source, "options", into: &options, report)
        guard options.flags & ~UInt32(CODELAB_CLIENT_ALLOW_HTTP | CODELAB_CLIENT_NO_ENVIRONMENT) == 0 else {
            throw Check.refuse("flags", "has an unknown bit", report)
        }
        guard options.reserved == 0 else { throw Check.refuse("reserved", "must be 0", report) }
        let environment = ProcessEnvironment()
        let allowsHTTP = options.flags & UInt32(CODELAB_CLIENT_ALLOW_HTTP) != 0
        let account = try AccountSettings(options, allowsPlainHTTP: allowsHTTP, environment: environment, report)
        let texts = try ClientTexts(options, report)
        let numbers = try ClientNumbers(options, report)
        try startCurl(report)
        let connection = try connectionSettings(
            options, account, allowsPlainHTTP: allowsHTTP, connectTimeoutMs: numbers.connectTimeoutMs, report)
        defer { ConnectionSettings.release(connection) }
        let trace = Trace(try traceSink(options, environment, report))
        do throws(ResourceExhausted) {
            return try Owned(
                ClientSettings(account, texts, numbers, connection, trace, allowsPlainHTTP: allowsHTTP))
        } catch {
            throw report.outOfMemory()
        }
    }

    private init(
        _ account: AccountSettings, _ texts: ClientTexts, _ numbers: ClientNumbers,
        _ connection: UnsafeMutablePointer<ConnectionSettings>, _ trace: consuming Trace, allowsPlainHTTP: Bool
    ) throws(ResourceExhausted) {
        self.init(
            credential: try Credential(account, texts.signatureForm, signedHeaders: texts.signedHeaders),
            location: try ProjectLocation(account),
            commonLines: try commonHeaderLines(
                language: texts.language, userAgent: texts.userAgent, acceptsGzip: CurlLibrary.readsGzip),
            connection: connection, retry: numbers.retry, attemptTimeoutMs: numbers.attemptTimeoutMs,
            allowsPlainHTTP: allowsPlainHTTP, trace: trace)
    }
}

/// The checked texts of the options, without credential and location. They are views of the caller's memory.
private struct ClientTexts {
    let language: Bytes
    let userAgent: Bytes?
    let signedHeaders: Bytes
    let signatureForm: SignatureForm

    init(_ options: codelab_client_options, _ report: Report) throws(Failure) {
        language = options.language.flatMap(optionalText) ?? ("en-us" as Literal).bytes
        try Check.headerValue(language, "language", report)
        userAgent = options.user_agent.flatMap(optionalText)
        if let userAgent { try Check.headerValue(userAgent, "user_agent", report) }
        signedHeaders =
            options.signed_headers.map { Bytes(cString: $0) }
            ?? ("content-type;host;x-project-id;x-security-token" as Literal).bytes
        try Check.signedHeaders(signedHeaders, report)
        switch codelab_signature(UInt32(bitPattern: options.signature)) {
        case CODELAB_SIGNATURE_ACCESS: signatureForm = .access
        case CODELAB_SIGNATURE_CREDENTIAL: signatureForm = .credential(region: .none, service: .none)
        default: throw Check.refuse("signature", "is not a value of enum codelab_signature", report)
        }
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

func startCurl(_ report: Report) throws(Failure) {
    do throws(CurlLibrary.Fault) {
        try CurlLibrary.start()
    } catch {
        switch error {
        case .wouldLeakKeys:
            throw report.failure(
                CODELAB_E_STATE,
                """
                this program has raised privileges, and libcurl would write TLS keys to the file that its caller names \
                in SSLKEYLOGFILE; remove the variable first
                """)
        case .unusable:
            throw report.failure(
                CODELAB_E_STATE, "libcurl is unsuitable: version 7.88 or later is required, built with thread safety")
        case .outOfMemory: throw report.outOfMemory()
        }
    }
}

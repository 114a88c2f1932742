import CPlatform
package import Platform

/// One request and its response on a libcurl handle, which is reused for later requests.
///
/// libcurl keeps the address of a transfer, so a transfer must not move in memory.
public struct Transfer: ~Copyable {
    enum Rejection {
        case bodyTooLarge
        case headTooLarge
        case ambiguousLength
        case outOfMemory
    }

    let easy: UnsafeMutableRawPointer
    /// The parsed URL. libcurl copies it for each transfer. It would parse the text of a URL for each transfer, which
    /// takes a fifth of the instructions of a whole transfer.
    let parsedURL: OpaquePointer
    var url = ByteBuffer()
    let errorText: UnsafeMutablePointer<CChar>

    /// The body of the response. The reader of the response may take it.
    package var block = Block(headBytes: 0)
    /// libcurl's result.
    var code = CURLE_OK
    /// When the request was started, by ``Clock``.
    package internal(set) var startedMs: Int64 = 0
    /// How many times the request was handed to a connection, without those that the server declared unprocessed. It
    /// exceeds 1 only if the server asked for HTTP/1.1 after an HTTP/2 request.
    package internal(set) var timesSent = 0
    /// Why this side stopped the transfer, if it did.
    var rejection: Rejection?
    var head = HeadValidator()

    /// How the request was lost, if it can be repeated at once.
    package internal(set) var loss: TransferLoss?
    /// The local port of the request's connection, and the state of that connection when libcurl chose it.
    var port: Int32 = 0
    var connection = IdleConnections.Choice()
    var watched: UnsafeMutablePointer<MultiHandle.Watched>?
    /// How many stale connections libcurl has chosen for this request.
    var staleCount: UInt8 = 0
    /// The first error from setting a required option.
    var optionFault = CURLE_OK
    /// True if libcurl repeats only requests that the server has declared unprocessed. libcurl keeps that declaration
    /// until it next repeats a request, so it can be out of date after a refusal that cut off a response.
    var repeatsOnlyRefused = false
    var connectsAfresh = false
    /// The stream ID of HTTP/2; 0 if unknown.
    var stream: Int64 = 0
    var isUnprocessed = false

    /// True while the handle is in the multi handle.
    var isAdded = false
    /// The ``LoopTask`` whose request is in flight. Transfers are a layer below tasks, so the type is not named here.
    var owner: UnsafeMutableRawPointer?
    /// The next transfer in the list of idle or of failed transfers.
    var next: UnsafeMutablePointer<Transfer>?
    /// The next transfer of the same pool, in a ring of all of them.
    var sibling: UnsafeMutablePointer<Transfer>?

    var isIdempotent = true
    var hasNamedMethod = false
    /// Owned by the pool, which outlives its transfers.
    var settings: UnsafeMutablePointer<ConnectionSettings>?
    var isSecure = false
    var responseLimitBytes = 0

    init() throws(ResourceExhausted) {
        let easy = curl_easy_init()
        let parsedURL = curl_url()
        let text = calloc(1, Int(CURL_ERROR_SIZE))
        guard let easy, let parsedURL, let text else {
            curl_easy_cleanup(easy)
            curl_url_cleanup(parsedURL)
            free(text)
            throw ResourceExhausted()
        }
        self.easy = easy
        self.parsedURL = parsedURL
        errorText = text.assumingMemoryBound(to: CChar.self)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_url_cleanup(parsedURL)
        free(errorText)
    }

    /// The HTTP status of the response; 0 if there is no response.
    package var httpStatus: Int32 { Int32(truncatingIfNeeded: cplatform_http_status(easy)) }

    /// True if the response came over a multiplexed connection.
    var wasMultiplexed: Bool { cplatform_was_multiplexed(easy) }

    /// The option or the variable that names the proxy; empty: there is none.
    package var proxyName: Bytes { text(isSecure ? .proxyName : .plainProxyName) }

    /// The option or environment variable that set the certificate authorities; empty: the system's are used.
    package var authoritiesName: Bytes { text(.authoritiesName) }

    private func text(_ which: ConnectionSettings.Text) -> Bytes {
        settings.map { $0.pointee.text(which) } ?? .none
    }

    /// Returns true if the failure may be on the way to the proxy or through it.
    package var isBehindProxy: Bool {
        !text(isSecure ? .proxy : .plainProxy).isEmpty && timesSent == 0 && cplatform_connect_status(easy) / 100 != 2
    }

    /// The status with which a proxy refused the connection; 0 if none did.
    package var proxyStatus: Int32 {
        if code == CURLE_OK { return httpStatus == 407 ? 407 : 0 }
        let status = Int32(truncatingIfNeeded: cplatform_connect_status(easy))
        return status / 100 == 2 ? 0 : status
    }

    /// Returns true if a SOCKS proxy refused the user or the connection.
    package var isRefusedBySOCKS: Bool { code == CURLE_PROXY && cplatform_socks_refused(easy) }

    /// Returns the response header of that name. The view is valid until the handle is used again.
    package func header(_ name: Literal) -> Bytes? {
        guard let value = cplatform_header(easy, name.cString) else { return nil }
        return Bytes(cString: value)
    }

    /// libcurl's description of the failure, in English. For a proxy it contains nothing that could come from the
    /// proxy's address.
    package var failureText: Bytes {
        switch loss {
        case .stale: return ("the connection was closed" as Literal).bytes
        case .refused: return ("the server refused the request before it processed it" as Literal).bytes
        case .silent: return ("no response arrived on a reused connection" as Literal).bytes
        case .closed, nil: break
        }
        let text = Bytes(cString: errorText)
        if text.isEmpty || isBehindProxy, let standard = curl_easy_strerror(code) { return Bytes(cString: standard) }
        return text
    }

    /// Reads a line of the head, or a trailer. Returns false to stop the transfer.
    mutating func receive(_ line: Bytes) -> Bool {
        switch head.take(line) {
        case nil: return true
        case .tooLarge: rejection = .headTooLarge
        case .ambiguousLength: rejection = .ambiguousLength
        }
        return false
    }

    /// Appends a part of the body. Returns false to stop the transfer.
    mutating func receive(_ bytes: UnsafeRawPointer, count: Int) -> Bool {
        guard count <= responseLimitBytes &- block.count else {
            rejection = .bodyTooLarge
            return false
        }
        do throws(ResourceExhausted) {
            if block.count == 0 { try reserve(count) }
            try block.append(bytes, count: count)
            return true
        } catch {
            rejection = .outOfMemory
            return false
        }
    }

    private mutating func reserve(_ count: Int) throws(ResourceExhausted) {
        let announced = cplatform_content_length(easy)
        // Trust Content-Length only up to 1 MiB, so that a false header cannot cause a large allocation.
        let known = announced > Int64(count) && announced <= 1 << 20 ? Int(truncatingIfNeeded: announced) : count
        try block.reserve(known)
    }
}

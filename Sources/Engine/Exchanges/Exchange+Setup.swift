import CPlatform
import Platform

/// Sets the options of the handle: those of its route once, those of each request before it is sent.
extension Exchange {
    /// Forgets the last answer and makes the handle ready for `request`.
    mutating func prepare(_ request: Request) -> CURLcode {
        block = Block(headBytes: request.headBytes)
        code = CURLE_OK
        timesSent = 0
        rejection = nil
        head = HeadValidator()
        loss = nil
        port = 0
        connection = OpenSockets.Choice()
        staleCount = 0
        stream = 0
        isUnprocessed = false
        isIdempotent = request.isIdempotent
        responseLimitBytes = request.responseLimitBytes
        errorText.pointee = 0
        var setup = EasySetup(easy)
        setup.note(flaw)
        if request.connectsAfresh != connectsAfresh {
            connectsAfresh = request.connectsAfresh
            setup.number(CURLOPT_FRESH_CONNECT, connectsAfresh ? 1 : 0)
        }
        setup.note(setURL(Bytes(cString: request.url)))
        setup.list(request.headers?.nodes)
        setup.number(CURLOPT_TIMEOUT_MS, request.timeoutMs)
        if request.method.hasBody {
            // The size first: libcurl would else look for a NUL. The bytes are not copied.
            setup.number(CURLOPT_POSTFIELDSIZE, Int64(request.body.count))
            setup.bytes(CURLOPT_POSTFIELDS, request.body.start)
            setup.number(CURLOPT_POST, 1)
        } else {
            setup.number(CURLOPT_HTTPGET, 1)
        }
        nameMethod(request.method, &setup)
        return setup.result
    }

    /// Sets the method. libcurl has options for GET and POST; any other name stays set until it is cleared.
    private mutating func nameMethod(_ method: Method, _ setup: inout EasySetup) {
        let isNamed = method != .get && method != .post
        if isNamed {
            setup.literal(CURLOPT_CUSTOMREQUEST, method.name)
        } else if hasNamedMethod {
            setup.nothing(CURLOPT_CUSTOMREQUEST)
        }
        hasNamedMethod = isNamed
    }

    private mutating func setURL(_ text: Bytes) -> CURLcode {
        if url.bytes == text { return CURLE_OK }
        url.removeAll()
        do throws(OutOfMemory) {
            try url.append(text)
            try url.terminate()
        } catch {
            url.removeAll()
            return CURLE_OUT_OF_MEMORY
        }
        switch curl_url_set(parsedURL, CURLUPART_URL, url.cString, 0) {
        case CURLUE_OK: return CURLE_OK
        case let code:
            // The next request must not take the partly set URL for its own.
            url.removeAll()
            return code == CURLUE_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_URL_MALFORMAT
        }
    }

    /// Sets the options that all requests of one route share.
    ///
    /// - Parameters:
    ///   - isSecure: True for TLS, where the handshake shows whether a connection can carry many requests.
    ///   - context: The final address of `self`.
    mutating func configure(
        _ settings: UnsafeMutablePointer<ConnectionSettings>, _ multi: borrowing Multi, isSecure: Bool,
        context: UnsafeMutableRawPointer
    ) throws(OutOfMemory) {
        var setup = EasySetup(easy)
        watched = multi.watched
        setup.note(multi.adopt(easy))
        setup.context(CURLOPT_PRIVATE, context)
        // No signals, no netrc, no redirects, no protocols but HTTP: the host's process is not ours to change.
        setup.number(CURLOPT_NOSIGNAL, 1)
        setup.wish(CURLOPT_NETRC, 0)
        setup.number(CURLOPT_FOLLOWLOCATION, 0)
        setup.literal(CURLOPT_PROTOCOLS_STR, isSecure || !settings.pointee.flags.allowsPlainHTTP ? "https" : "http")
        if isSecure { setup.number(CURLOPT_SSLVERSION, Int64(CURL_SSLVERSION_TLSv1_2)) }
        // libcurl 7.88 frees a session twice when memory runs out while it keeps one, which ends the host. Connections
        // are kept, so a session is seldom resumed.
        setup.wish(CURLOPT_SSL_SESSIONID_CACHE, 0)
        // Without HTTP/2 libcurl stays with HTTP/1.1.
        setup.wish(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        // A connection that is being made may turn out to carry many: worth waiting for, rather than making another.
        // Without TLS libcurl would wait for the first answer to tell.
        setup.wish(CURLOPT_PIPEWAIT, isSecure ? 1 : 0)
        setup.literal(CURLOPT_ACCEPT_ENCODING, "")
        setup.number(CURLOPT_CONNECTTIMEOUT_MS, settings.pointee.connectTimeoutMs)
        setup.wish(CURLOPT_TCP_KEEPALIVE, 1)
        // A cancelled call must not wait for the resolver's thread.
        setup.wish(CURLOPT_QUICK_EXIT, 1)
        // libcurl repeats a request by itself when a kept connection ends before it has given a byte, unless this is
        // set, which else matters to RTSP only. What is left is the repetition of what the server declared unprocessed.
        repeatsOnlyRefused = setup.wish(CURLOPT_RTSP_REQUEST, CURL_RTSPREQ_RECEIVE)
        setup.network(settings, isSecure: isSecure)
        self.settings = settings
        self.isSecure = isSecure
        setup.handle(CURLOPT_CURLU, parsedURL)
        setup.context(CURLOPT_ERRORBUFFER, errorText)
        setup.context(CURLOPT_WRITEDATA, context)
        setup.context(CURLOPT_HEADERDATA, context)
        setup.context(CURLOPT_PREREQDATA, context)
        setup.callbacks()
        if isSecure, cplatform_curl_overlooks_goaway() { setup.goawayCallback(context) }
        if setup.result == CURLE_OUT_OF_MEMORY { throw OutOfMemory() }
        flaw = setup.result == CURLE_UNSUPPORTED_PROTOCOL ? CURLE_NOT_BUILT_IN : setup.result
    }
}

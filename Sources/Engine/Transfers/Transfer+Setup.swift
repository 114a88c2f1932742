import CPlatform
import Platform

/// Sets the options of the handle: the options of the pool once, and the options of each request before it is sent.
extension Transfer {
    /// Discards the last response and prepares the handle for `request`.
    mutating func prepare(_ request: Request) -> CURLcode {
        block = Block(headBytes: request.headBytes)
        code = CURLE_OK
        timesSent = 0
        rejection = nil
        head = HeadValidator()
        loss = nil
        port = 0
        connection = IdleConnections.Choice()
        staleCount = 0
        stream = 0
        isUnprocessed = false
        isIdempotent = request.isIdempotent
        responseLimitBytes = request.responseLimitBytes
        errorText.pointee = 0
        var options = EasyOptions(easy)
        options.merge(optionFault)
        if request.connectsAfresh != connectsAfresh {
            connectsAfresh = request.connectsAfresh
            options.number(CURLOPT_FRESH_CONNECT, connectsAfresh ? 1 : 0)
        }
        options.merge(setURL(Bytes(cString: request.url)))
        options.list(request.headers?.nodes)
        options.number(CURLOPT_TIMEOUT_MS, request.timeoutMs)
        if request.method.hasBody {
            // Set the size first, or libcurl measures the body up to a NUL. The bytes are not copied.
            options.number(CURLOPT_POSTFIELDSIZE, Int64(request.body.count))
            options.bytes(CURLOPT_POSTFIELDS, request.body.start)
            options.number(CURLOPT_POST, 1)
        } else {
            options.number(CURLOPT_HTTPGET, 1)
        }
        nameMethod(request.method, &options)
        return options.result
    }

    /// Sets the method. libcurl has options for GET and POST; any other name stays set until it is cleared.
    private mutating func nameMethod(_ method: Method, _ options: inout EasyOptions) {
        let isNamed = method != .get && method != .post
        if isNamed {
            options.literal(CURLOPT_CUSTOMREQUEST, method.name)
        } else if hasNamedMethod {
            options.nothing(CURLOPT_CUSTOMREQUEST)
        }
        hasNamedMethod = isNamed
    }

    private mutating func setURL(_ text: Bytes) -> CURLcode {
        if url.bytes == text { return CURLE_OK }
        url.removeAll()
        do throws(ResourceExhausted) {
            try url.append(text)
            try url.terminate()
        } catch {
            url.removeAll()
            return CURLE_OUT_OF_MEMORY
        }
        switch curl_url_set(parsedURL, CURLUPART_URL, url.cString, 0) {
        case CURLUE_OK: return CURLE_OK
        case let code:
            // The next request must not use the partly set URL.
            url.removeAll()
            return code == CURLUE_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_URL_MALFORMAT
        }
    }

    /// Sets the options that all requests of one pool share.
    ///
    /// - Parameters:
    ///   - isSecure: True for TLS, where the handshake shows whether a connection can carry many requests.
    ///   - context: The final address of `self`.
    mutating func configure(
        _ settings: UnsafeMutablePointer<ConnectionSettings>, _ multi: borrowing MultiHandle, isSecure: Bool,
        context: UnsafeMutableRawPointer
    ) throws(ResourceExhausted) {
        var options = EasyOptions(easy)
        watched = multi.watched
        options.merge(multi.adopt(easy))
        options.context(CURLOPT_PRIVATE, context)
        // No signals, no netrc, no redirects, no protocols but HTTP: the library must not affect the host's process.
        options.number(CURLOPT_NOSIGNAL, 1)
        options.setOptional(CURLOPT_NETRC, 0)
        options.number(CURLOPT_FOLLOWLOCATION, 0)
        options.literal(CURLOPT_PROTOCOLS_STR, isSecure || !settings.pointee.flags.allowsPlainHTTP ? "https" : "http")
        if isSecure { options.number(CURLOPT_SSLVERSION, Int64(CURL_SSLVERSION_TLSv1_2)) }
        // libcurl 7.88 frees a TLS session twice if memory runs out while it stores the session, which ends the host.
        // Connections are kept alive, so a session is rarely resumed.
        options.setOptional(CURLOPT_SSL_SESSIONID_CACHE, 0)
        // A libcurl without HTTP/2 uses HTTP/1.1.
        options.setOptional(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        // Wait for a connection that is being established rather than open another: it may carry many requests. Without
        // TLS, libcurl would wait for the first response to know.
        options.setOptional(CURLOPT_PIPEWAIT, isSecure ? 1 : 0)
        options.literal(CURLOPT_ACCEPT_ENCODING, "")
        options.number(CURLOPT_CONNECTTIMEOUT_MS, settings.pointee.connectTimeoutMs)
        options.setOptional(CURLOPT_TCP_KEEPALIVE, 1)
        // A cancelled call must not wait for the resolver's thread.
        options.setOptional(CURLOPT_QUICK_EXIT, 1)
        // Without this option, which otherwise concerns only RTSP, libcurl repeats a request itself when a reused
        // connection ends before it delivered a byte. With it, libcurl repeats only requests that the server declared
        // unprocessed.
        repeatsOnlyRefused = options.setOptional(CURLOPT_RTSP_REQUEST, CURL_RTSPREQ_RECEIVE)
        options.network(settings, isSecure: isSecure)
        self.settings = settings
        self.isSecure = isSecure
        options.handle(CURLOPT_CURLU, parsedURL)
        options.context(CURLOPT_ERRORBUFFER, errorText)
        options.context(CURLOPT_WRITEDATA, context)
        options.context(CURLOPT_HEADERDATA, context)
        options.context(CURLOPT_PREREQDATA, context)
        options.callbacks()
        if isSecure, cplatform_curl_overlooks_goaway() { options.goawayCallback(context) }
        if options.result == CURLE_OUT_OF_MEMORY { throw ResourceExhausted() }
        optionFault = options.result == CURLE_UNSUPPORTED_PROTOCOL ? CURLE_NOT_BUILT_IN : options.result
    }
}

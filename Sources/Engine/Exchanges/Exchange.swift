package import CPlatform
package import Platform

/// One request and its answer on a libcurl handle, which is used again for the next ones.
///
/// libcurl holds the address: an exchange stays where it was allocated.
public struct Exchange: ~Copyable {
    package enum Rejection {
        case bodyTooLarge
        case headTooLarge
        case ambiguousLength
        case outOfMemory
    }

    let easy: UnsafeMutableRawPointer
    /// The URL, parsed: libcurl copies it for each transfer, while a URL's text it would parse and write anew. That is
    /// a fifth of the instructions of a whole exchange.
    private let parsedURL: OpaquePointer
    private var url = ByteBuffer()
    private let errorText: UnsafeMutablePointer<CChar>

    /// The answer's body. Whoever reads the answer may take it.
    package var block = Block(headBytes: 0)
    /// How libcurl ended.
    package var result = CURLE_OK
    /// How often the request was handed to a connection. More than once: a connection that was kept from earlier had
    /// died, and libcurl took another.
    package private(set) var timesSent = 0
    /// Why this side stopped the transfer, if it did.
    package private(set) var rejection: Rejection?
    private var head = ResponseHead()

    /// libcurl works on it.
    var isAdded = false
    /// Whose request is under way on it.
    var task: UnsafeMutablePointer<Task>?
    /// In the list of the idle ones, or of those that have failed.
    var next: UnsafeMutablePointer<Exchange>?
    /// In the list of all of its route.
    var sibling: UnsafeMutablePointer<Exchange>?

    private var isIdempotent = true
    private var hasNamedMethod = false
    /// Of the route, which outlives its exchanges.
    private var settings: UnsafeMutablePointer<ConnectionSettings>?
    private var isSecure = false
    private var answerLimitBytes = 0

    init() throws(OutOfMemory) {
        let easy = curl_easy_init()
        let parsedURL = curl_url()
        let text = calloc(1, Int(CURL_ERROR_SIZE))
        guard let easy, let parsedURL, let text else {
            curl_easy_cleanup(easy)
            curl_url_cleanup(parsedURL)
            free(text)
            throw OutOfMemory()
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

    /// The answer's status; 0 when none came.
    package var httpStatus: Int32 { Int32(truncatingIfNeeded: cplatform_http_status(easy)) }

    /// Whether the answer came over a connection that carries many at once.
    var wasMultiplexed: Bool { cplatform_was_multiplexed(easy) }

    /// The option or the variable that names the proxy; empty: there is none.
    package var proxyName: Bytes { text(isSecure ? .proxyName : .plainProxyName) }

    /// Where the authorities to trust come from; empty: they are the system's.
    package var authoritiesName: Bytes { text(.authoritiesName) }

    private func text(_ which: ConnectionSettings.Text) -> Bytes {
        settings.map { $0.pointee.text(which) } ?? .none
    }

    /// Whether the failure may be one of the way to the proxy, or through it.
    package var isBehindProxy: Bool {
        !text(isSecure ? .proxy : .plainProxy).isEmpty && timesSent == 0 && cplatform_connect_status(easy) / 100 != 2
    }

    /// The status by which a proxy refused; 0 if none did.
    package var proxyStatus: Int32 {
        if result == CURLE_OK { return httpStatus == 407 ? 407 : 0 }
        let status = Int32(truncatingIfNeeded: cplatform_connect_status(easy))
        return status / 100 == 2 ? 0 : status
    }

    /// Whether a SOCKS proxy refused the user, or the connection.
    package var isRefusedBySOCKS: Bool { result == CURLE_PROXY && cplatform_socks_refused(easy) }

    /// The answer's header of that name. The view ends with the handle's next use.
    package func header(_ name: Literal) -> Bytes? {
        guard let value = cplatform_header(easy, name.cString) else { return nil }
        return Bytes(cString: value)
    }

    /// What libcurl says about its failure, in English. Of a proxy it says nothing that could come from its address.
    package var failureText: Bytes {
        let text = Bytes(cString: errorText)
        if text.isEmpty || isBehindProxy, let standard = curl_easy_strerror(result) { return Bytes(cString: standard) }
        return text
    }

    /// Forgets the last answer and makes the handle ready for `request`.
    mutating func prepare(_ request: Request) -> CURLcode {
        block = Block(headBytes: request.headBytes)
        result = CURLE_OK
        timesSent = 0
        rejection = nil
        head = ResponseHead()
        isIdempotent = request.isIdempotent
        answerLimitBytes = request.answerLimitBytes
        errorText.pointee = 0
        var setup = EasySetup(easy)
        setup.note(setURL(Bytes(cString: request.url)))
        setup.list(request.headers)
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

    /// libcurl knows GET and POST by itself; another name is kept until it is taken back.
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
            // What is half set must not be taken for the next request's.
            url.removeAll()
            return code == CURLUE_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_URL_MALFORMAT
        }
    }

    /// What stays the same for all requests on one route. `self` must be at its final address, `context`.
    ///
    /// - Parameter isSecure: with TLS, which tells at once whether the connection can carry many requests.
    mutating func configure(
        _ settings: UnsafeMutablePointer<ConnectionSettings>, _ multi: borrowing Multi, isSecure: Bool,
        context: UnsafeMutableRawPointer
    ) -> CURLcode {
        var setup = EasySetup(easy)
        setup.note(multi.adopt(easy))
        setup.context(CURLOPT_PRIVATE, context)
        // No signals, no netrc, no redirects, no protocols but HTTP: the host's process is not ours to change.
        setup.number(CURLOPT_NOSIGNAL, 1)
        setup.number(CURLOPT_NETRC, 0)
        setup.number(CURLOPT_FOLLOWLOCATION, 0)
        setup.literal(CURLOPT_PROTOCOLS_STR, settings.pointee.flags.allowsPlainHTTP ? "http,https" : "https")
        setup.number(CURLOPT_SSLVERSION, Int64(CURL_SSLVERSION_TLSv1_2))
        // libcurl 7.88 frees a session twice when memory runs out while it keeps one, which ends the host. Connections
        // are kept, so a session is seldom resumed.
        setup.number(CURLOPT_SSL_SESSIONID_CACHE, 0)
        setup.number(CURLOPT_HTTP_VERSION, Int64(CURL_HTTP_VERSION_2TLS))
        // A connection that is being made may turn out to carry many: worth waiting for, rather than making another.
        // Without TLS libcurl would wait for the first answer to tell.
        setup.number(CURLOPT_PIPEWAIT, isSecure ? 1 : 0)
        setup.literal(CURLOPT_ACCEPT_ENCODING, "")
        setup.number(CURLOPT_CONNECTTIMEOUT_MS, settings.pointee.connectTimeoutMs)
        setup.number(CURLOPT_TCP_KEEPALIVE, 1)
        // A cancelled call must not wait for the resolver's thread.
        setup.number(CURLOPT_QUICK_EXIT, 1)
        setup.network(settings, isSecure: isSecure)
        self.settings = settings
        self.isSecure = isSecure
        setup.handle(CURLOPT_CURLU, parsedURL)
        setup.context(CURLOPT_ERRORBUFFER, errorText)
        setup.context(CURLOPT_WRITEDATA, context)
        setup.context(CURLOPT_HEADERDATA, context)
        setup.context(CURLOPT_PREREQDATA, context)
        setup.callbacks()
        return setup.result
    }

    /// Before each time that the request goes to a connection. libcurl sends a request again by itself when a kept
    /// connection dies under it; that is right for a GET, and would open a second instance for a POST.
    mutating func allowSending() -> Bool {
        timesSent &+= 1
        return isIdempotent || timesSent == 1
    }

    /// Takes a line of the head, or a trailer; `false` stops the transfer.
    mutating func receive(_ line: Bytes) -> Bool {
        switch head.take(line) {
        case nil: return true
        case .tooLarge: rejection = .headTooLarge
        case .ambiguousLength: rejection = .ambiguousLength
        }
        return false
    }

    /// Takes libcurl's result of the transfer. libcurl also reports success for a head that the end of the connection
    /// has cut off.
    mutating func end(_ code: CURLcode) {
        let isCut = code == CURLE_OK && !(head.isComplete && httpStatus >= 200)
        result = isCut ? CURLE_PARTIAL_FILE : code
    }

    /// Counts a body that does not end as its text should as lost, if only the end of the connection ended it. Returns
    /// true if it did.
    package mutating func loseUnfinished() -> Bool {
        guard head.endsWithConnection, !wasMultiplexed else { return false }
        result = CURLE_PARTIAL_FILE
        return true
    }

    /// Takes a piece of the body; `false` stops the transfer.
    mutating func receive(_ bytes: UnsafeRawPointer, count: Int) -> Bool {
        guard count <= answerLimitBytes &- block.count else {
            rejection = .bodyTooLarge
            return false
        }
        do throws(OutOfMemory) {
            if block.count == 0 { try reserve(count) }
            try block.append(bytes, count: count)
            return true
        } catch {
            rejection = .outOfMemory
            return false
        }
    }

    private mutating func reserve(_ count: Int) throws(OutOfMemory) {
        let announced = cplatform_content_length(easy)
        // Believed only as far as it is usual: a liar would make us hold memory for nothing.
        let known = announced > Int64(count) && announced <= 1 << 20 ? Int(truncatingIfNeeded: announced) : count
        try block.reserve(known)
    }
}

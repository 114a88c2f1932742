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

    /// How a request was lost that may be repeated at once.
    package enum Loss {
        /// Its kept connection was closed, or had unread input: nothing was sent.
        case stale
        /// The server declared it unprocessed: REFUSED_STREAM, or a GOAWAY for an earlier stream.
        case refused
        /// Its kept connection, on which it was sent, ended without a byte of an answer.
        case closed
        /// Its kept connection gave no byte for longer than ``Request/silenceMs``.
        case silent
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
    /// How often the request was handed to a connection, apart from what the server declared unprocessed. More than
    /// once: the server wanted HTTP/1.1 in place of HTTP/2.
    package private(set) var timesSent = 0
    /// Why this side stopped the transfer, if it did.
    package private(set) var rejection: Rejection?
    private var head = ResponseHead()

    /// Why the request can be repeated at once, if it can.
    package private(set) var loss: Loss?
    /// The local port of the connection that the request went to, and what was known of that connection then.
    private var port: Int32 = 0
    private var connection = OpenSockets.Choice()
    private var watched: UnsafeMutablePointer<Multi.Watched>?
    /// How many kept connections were refused for this request.
    private var staleCount: UInt8 = 0
    /// What libcurl said to an option that it cannot do without.
    private var flaw = CURLE_OK
    /// Whether libcurl repeats only requests that the server has declared unprocessed. It keeps that declaration until
    /// the next repetition, so after an answer that a refusal has cut off it may be an old one.
    private var repeatsOnlyRefused = false
    private var connectsAfresh = false
    /// Of HTTP/2; 0: not known.
    private var stream: Int64 = 0
    private var isUnprocessed = false

    /// libcurl works on it.
    var isAdded = false
    /// Whose request is under way on it.
    var task: UnsafeMutablePointer<Task>?
    /// In the list of the idle ones, or of those that have failed.
    var next: UnsafeMutablePointer<Exchange>?
    /// The next one of its route: all of them are in a ring.
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
        switch loss {
        case .stale: return ("the connection was closed" as Literal).bytes
        case .refused: return ("the server refused the request before it processed it" as Literal).bytes
        case .silent: return ("no answer came on a connection that was kept from earlier" as Literal).bytes
        case .closed, nil: break
        }
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
        loss = nil
        port = 0
        connection = OpenSockets.Choice()
        staleCount = 0
        stream = 0
        isUnprocessed = false
        isIdempotent = request.isIdempotent
        answerLimitBytes = request.answerLimitBytes
        errorText.pointee = 0
        var setup = EasySetup(easy)
        setup.note(flaw)
        if request.connectsAfresh != connectsAfresh {
            connectsAfresh = request.connectsAfresh
            setup.number(CURLOPT_FRESH_CONNECT, connectsAfresh ? 1 : 0)
        }
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

    /// Returns true if the request may go to the connection that libcurl has chosen for it, which has that local port.
    /// libcurl asks before each time.
    mutating func allowSending(port: Int32) -> Bool {
        if timesSent > 0 { return allowRepeating() }
        self.port = port
        connection = watched?.pointee.sockets.choose(port: port, easy) ?? connection
        guard connection.isStale else {
            timesSent = 1
            return true
        }
        loss = .stale
        // Closes the connection.
        _ = cplatform_set_long(easy, CURLOPT_FORBID_REUSE, 1)
        return false
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

    /// Counts a body that does not end as its text should as lost, if only the end of the connection ended it. Returns
    /// true if it did.
    package mutating func loseUnfinished() -> Bool {
        guard head.endsWithConnection, !wasMultiplexed else { return false }
        result = CURLE_PARTIAL_FILE
        return true
    }

    /// The one who repeats is the operation: it counts, and knows what may be sent twice.
    private mutating func allowRepeating() -> Bool {
        guard repeatsOnlyRefused else { return false }
        // libcurl calls a refusal no error. It does when the server wants HTTP/1.1, which only libcurl can do.
        guard errorText.pointee == 0 else {
            timesSent &+= 1
            return isIdempotent
        }
        loss = .refused
        timesSent = 0
        return false
    }

    /// Takes libcurl's result. Returns false if the request was not sent and is to be added again: its connection is
    /// closed now.
    mutating func finish(_ code: CURLcode) -> Bool {
        // libcurl reports success also for a head that the end of the connection has cut off.
        let isCut = code == CURLE_OK && !(head.isComplete && httpStatus >= 200)
        result = isCut ? CURLE_PARTIAL_FILE : code
        if isUnprocessed, httpStatus == 0 {
            loss = .refused
            timesSent = 0
        }
        switch loss {
        case .stale:
            _ = cplatform_set_long(easy, CURLOPT_FORBID_REUSE, 0)
            result = CURLE_SEND_ERROR
            staleCount &+= 1
            if staleCount == .max { return true }
            loss = nil
            errorText.pointee = 0
            return false
        case .refused: result = CURLE_HTTP2_STREAM
        case .closed, .silent, nil:
            if httpStatus == 0 {
                if connection.isKept, Self.isLoss(result) { loss = .closed }
            } else if code != CURLE_OK {
                repeatsOnlyRefused = false
            }
        }
        return true
    }

    private static func isLoss(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2: true
        default: false
        }
    }

    /// Takes a note of libcurl: which stream the request has, or that the server has taken none after a certain one. A
    /// GOAWAY reaches libcurl with any of the requests of its connection.
    static func takeNote(_ text: Bytes, _ exchange: UnsafeMutablePointer<Exchange>) {
        if text.hasPrefix("Using Stream ID: "), let stream = number(after: "Using Stream ID: ", text) {
            exchange.pointee.stream = stream
        } else if text.hasPrefix("recveived GOAWAY"), let last = number(after: "last_stream=", text) {
            var other = exchange
            repeat {
                if other.pointee.port == exchange.pointee.port, other.pointee.stream > last {
                    other.pointee.isUnprocessed = true
                }
                other = other.pointee.sibling ?? exchange
            } while other != exchange
        }
    }

    private static func number(after name: Literal, _ text: Bytes) -> Int64? {
        guard let start = text.firstRange(of: name.bytes) else { return nil }
        var number: Int64 = 0
        // libcurl's numbers have 32 bits; others would wrap.
        _ = text.dropFirst(start &+ name.bytes.count).allSatisfy { byte in
            guard byte.isDigit else { return false }
            number = number &* 10 &+ Int64(byte &- 0x30)
            return true
        }
        return number
    }

    /// Ends the request if nothing was read from its connection since it was sent, and the connection had carried
    /// others before. Returns true if it has ended.
    mutating func endIfSilent() -> Bool {
        guard timesSent > 0, connection.isKept, watched?.pointee.sockets.inputs(port: port) == connection.inputs else {
            return false
        }
        loss = .silent
        result = CURLE_OPERATION_TIMEDOUT
        return true
    }

    func markMultiplexed() { watched?.pointee.sockets.markMultiplexed(port: port) }

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

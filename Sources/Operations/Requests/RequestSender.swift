import CCodelab
import Engine
import Platform
import Service

/// Prepares the requests of a call, one at a time. It signs in first if necessary, or waits while another operation
/// does. It signs each request, and fetches a new token once if the service rejects the old one.
public struct RequestSender: ~Copyable {
    enum Preparation {
        /// The next step: sending the request, or a step before it.
        case step(Step)
        /// The request cannot be sent; the failure is in the record. The caller sets its attempts.
        case failed(Failure)
    }

    let client: UnsafeMutablePointer<Client>
    /// A reference, held from the preparation of a request until its response.
    private var auth: UnsafeMutablePointer<AuthContext>?
    /// A reference to the fetch that this sender does, or waits for.
    var fetch: UnsafeMutablePointer<TokenFetch>?
    /// Present while this sender fetches.
    var signIn: UnsafeMutablePointer<SignIn>?
    private var url = ByteBuffer()
    /// The headers of a signed request.
    private var headers: UnsafeMutablePointer<HeaderList>?
    private var canonical = ByteBuffer()
    private(set) var signedSeconds: Int64?
    private var hasRenewed = false
    /// True if this sender has fetched the token and not used it yet. The token is used, however short its life.
    private var isFresh = false
    /// The number of tokens that this call has fetched.
    private var fetches: UInt8 = 0
    /// The number of ended requests of this call, to IAM or to the service.
    private(set) var count: Int32 = 0
    /// True if the next request is sent at once.
    private(set) var isUrgent = false
    /// True if the last request was lost through no fault of the service.
    private var wasLost = false
    private(set) var connectsAfresh = false
    /// The turn to send the next request, while the service throttles the client.
    private var turn = Throttle.Turn()

    /// Takes a reference of the client.
    init(_ client: UnsafeMutablePointer<Client>) {
        client.pointee.retain()
        self.client = client
    }

    deinit {
        if let headers { destroy(headers) }
        if let signIn { destroy(signIn) }
        if let fetch {
            if signIn != nil { client.pointee.auth.abandon(fetch) }
            TokenFetch.release(fetch)
        }
        if let auth { AuthContext.release(auth) }
        client.pointee.throttle.leave(turn)
        Client.release(client)
    }

    var isSigningIn: Bool { signIn != nil }

    /// Begins a new call of the same kind.
    mutating func restart() {
        allowFetches()
        count = 0
    }

    /// One call fetches at most twice: once for itself, and once more if the token expires or is rejected. So its
    /// requests to IAM are limited, whatever IAM responds.
    private static var mostFetches: UInt8 { 2 }

    private mutating func allowFetches() {
        hasRenewed = false
        fetches = 0
    }

    var settings: UnsafeMutablePointer<ClientSettings> { client.pointee.settings }

    /// Returns a report that redacts the credential and the token, because a response may repeat them.
    func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        let token = auth.map { $0.pointee.token.bytes } ?? settings.pointee.credential.token.bytes
        return settings.pointee.report(record).hiding(token)
    }

    // MARK: - Before the request

    /// Returns the next step towards the response to `spec`.
    ///
    /// - Parameter canRepeat: True if the request can be repeated when it is lost.
    mutating func next(
        _ spec: borrowing RequestSpec, canRepeat: Bool, deadlineMs: Int64, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>
    ) -> Preparation {
        do throws(ResourceExhausted) {
            while true {
                if let preparation = try signInStep(now, record) { return preparation }
                switch try client.pointee.throttle.admit(&turn, deadlineMs: deadlineMs, nowMs: now.ms) {
                case .now: break
                case .later(let untilMs): return .step(.wait(untilMs: untilMs))
                case .refused(let pauseMs): return .failed(pausedFailure(pauseMs, record))
                }
                if !isFresh {
                    releaseAuth()
                    let mayFetch = fetches < Self.mostFetches
                    switch try client.pointee.auth.acquire(nowMs: now.ms, mayFetch: mayFetch, record) {
                    case .granted(let context):
                        auth = context
                    case .wait(let other):
                        fetch = other
                        continue
                    case .fetch(let own):
                        fetch = own
                        fetches &+= 1
                        try beginSignIn(deadlineMs, record)
                        continue
                    case .refused:
                        return .failed(Failure(codelab_status(record.pointee.code)))
                    }
                }
                guard let auth else { return .failed(Report(record).outOfMemory()) }
                try build(spec, auth, now)
                return .step(.send(destination(auth), request(spec, auth, canRepeat: canRepeat)))
            }
        } catch {
            stop()
            return .failed(Report(record).outOfMemory())
        }
    }

    private mutating func endTurn() {
        client.pointee.throttle.leave(turn)
        turn = Throttle.Turn()
    }

    @inline(never)
    private func pausedFailure(_ pauseMs: Int64, _ record: UnsafeMutablePointer<codelab_error>) -> Failure {
        let report = Report(record)
        record.pointee.retryable = 1
        record.pointee.retry_after_ms = pauseMs
        return report.failure(CODELAB_E_RATE_LIMIT) {
            $0.write("the service asked for a pause after too many requests; call again in ")
            $0.write(pauseMs / 1000 &+ 1)
            $0.write(" s")
        }
    }

    private mutating func build(
        _ spec: borrowing RequestSpec, _ auth: UnsafeMutablePointer<AuthContext>, _ now: Now
    ) throws(ResourceExhausted) {
        if !spec.isOpen {
            url.removeAll()
            try url.append(auth.pointee.base.bytes)
            try url.append(spec.path.bytes)
            try url.terminate()
        }
        if auth.pointee.token.count == 0 { try sign(spec, auth, now) }
    }

    /// Signs a request. Each request is signed separately, because the service accepts a date for fifteen minutes.
    private mutating func sign(
        _ spec: borrowing RequestSpec, _ auth: UnsafeMutablePointer<AuthContext>, _ now: Now
    ) throws(ResourceExhausted) {
        let (settings, url) = (settings, fullURL(spec, auth))
        var lines = ByteBuffer()
        try lines.append(settings.pointee.commonLines.bytes)
        let seconds = now.wallMs / 1000
        signedSeconds = seconds
        try settings.pointee.credential.sign(
            &lines, spec.method, url, spec.method.hasBody ? spec.body.bytes : .none,
            projectID: auth.pointee.projectID.bytes, dateSeconds: seconds, &canonical)
        if let headers { destroy(headers) }
        headers = nil
        headers = try allocate(HeaderList(lines: lines))
    }

    private func fullURL(_ spec: borrowing RequestSpec, _ auth: UnsafeMutablePointer<AuthContext>) -> Bytes {
        spec.isOpen ? auth.pointee.openURL.bytes : url.bytes
    }

    private func destination(_ auth: UnsafeMutablePointer<AuthContext>) -> Destination {
        Destination(origin: auth.pointee.origin, settings: settings.pointee.connection)
    }

    private func request(
        _ spec: borrowing RequestSpec, _ auth: UnsafeMutablePointer<AuthContext>, canRepeat: Bool
    ) -> Request {
        var request = Request(
            method: spec.method, url: spec.isOpen ? auth.pointee.openURL.cString : url.cString,
            headers: headers.map { $0.pointee.view } ?? auth.pointee.headers.view, body: spec.body.bytes,
            timeoutMs: settings.pointee.attemptTimeoutMs, isIdempotent: spec.isIdempotent, canRepeat: canRepeat,
            headBytes: headBytes(spec.response), responseLimitBytes: responseLimitBytes)
        request.connectsAfresh = connectsAfresh
        return request
    }

    // MARK: - After the response

    /// Records how a request ended. A request that was lost with its connection is repeated at once. After consecutive
    /// losses there is a delay.
    mutating func note<Finished: FinishedTransfer & ~Copyable>(_ transfer: UnsafeMutablePointer<Finished>) {
        let loss = transfer.pointee.loss
        isUrgent = loss != nil && !wasLost
        wasLost = loss != nil
        connectsAfresh = loss == .silent
        endTurn()
        isFresh = false
        countRequest(timesSent: transfer.pointee.timesSent)
    }

    private mutating func countRequest(timesSent: Int) { count &+= timesSent > 1 ? 2 : 1 }

    func trace<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ spec: borrowing RequestSpec, attempt: Int32, _ now: Now,
        _ report: Report
    ) {
        guard settings.pointee.trace.isOn, let auth else { return }
        settings.pointee.trace.write(
            transfer, spec.method, fullURL(spec, auth), attempt: attempt, now, report)
    }

    /// Prepares another attempt after a 401. Returns true if the request can be sent once more, with a new token.
    mutating func renew() -> Bool {
        guard let auth, settings.pointee.credential.kind == .password, !hasRenewed else { return false }
        hasRenewed = true
        client.pointee.auth.revoke(auth)
        releaseAuth()
        return true
    }

    /// Handles a rejected signature: locks out the credential, and writes to the trace what was signed.
    func noteRejection(_ failure: UnsafePointer<codelab_error>, lockoutMs: Int64?, nowMs: Int64) {
        guard signedSeconds != nil else { return }
        settings.pointee.trace.write(canonical: canonical.bytes)
        if let lockoutMs { client.pointee.auth.lockOut(after: failure, forMs: lockoutMs, nowMs: nowMs) }
    }

    /// Handles a success: the service accepted the token, so it may be renewed again if the service rejects it later.
    mutating func noteSuccess(nowMs: Int64) {
        hasRenewed = false
        client.pointee.throttle.speedUp(nowMs: nowMs)
    }

    /// Slows the client down, because the service reported too many requests.
    func noteThrottling(_ record: UnsafeMutablePointer<codelab_error>, sentMs: Int64, nowMs: Int64) {
        let retryAfterMs = record.pointee.retry_after_ms
        client.pointee.throttle.slowDown(
            sentMs: sentMs, nowMs: nowMs, retryAfterMs: retryAfterMs == Absent.integer ? nil : retryAfterMs)
    }

    mutating func releaseAuth() {
        if let auth { AuthContext.release(auth) }
        auth = nil
        isFresh = false
    }

    /// Stores a new context, and takes a reference of it.
    mutating func keep(fresh context: UnsafeMutablePointer<AuthContext>) {
        releaseAuth()
        context.pointee.retain()
        auth = context
        isFresh = true
    }

    /// Frees per-request buffers, because the next request may be sent much later.
    mutating func rest() {
        endTurn()
        releaseAuth()
        allowFetches()
        url = ByteBuffer()
        canonical = ByteBuffer()
        if let headers { destroy(headers) }
        headers = nil
    }

    /// Ends the call. If this sender is fetching a token, a waiter takes over.
    mutating func stop() {
        if let signIn {
            destroy(signIn)
            self.signIn = nil
            if let fetch { client.pointee.auth.abandon(fetch) }
        }
        if let fetch { TokenFetch.release(fetch) }
        fetch = nil
        endTurn()
        releaseAuth()
    }

    /// Counts and traces the transfer that an interruption ended, if there was one.
    ///
    /// - Parameter attempt: the number of the request to the service, for the trace.
    mutating func note(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ spec: borrowing RequestSpec, attempt: Int32,
        _ now: Now
    ) {
        guard let transfer else { return }
        countRequest(timesSent: transfer.timesSent)
        guard settings.pointee.trace.isOn, transfer.timesSent > 0 else { return }
        var entry = Trace.Entry(
            method: spec.method, url: auth.map { fullURL(spec, $0) } ?? .none, attempt: attempt,
            elapsedMs: now.ms &- transfer.startedMs, interruption: interruption)
        if let signIn {
            entry.method = signIn.pointee.method
            entry.url = signIn.pointee.url.bytes
            entry.attempt = signIn.pointee.retry.attempts &+ 1
        }
        settings.pointee.trace.write(entry)
    }
}

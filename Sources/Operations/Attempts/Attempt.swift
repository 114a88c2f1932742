import CCodelab
import CPlatform
import Engine
import Platform
import Service

/// Sends requests of a call: signs in first when that is needed, waits while somebody else does, signs each request anew,
/// and gets a new token once when the service does not take the old one any more.
public struct Attempt: ~Copyable {
    enum Preparation {
        /// The request can be sent.
        case ready
        /// Something else comes first.
        case step(Step)
        /// There is no way in; the record tells why.
        case failed(Failure)
    }

    let client: UnsafeMutablePointer<Client>
    /// A reference, from the preparation of a request until its answer.
    private var grant: UnsafeMutablePointer<Grant>?
    /// A reference to the fetch that this attempt does, or waits for.
    var round: UnsafeMutablePointer<Round>?
    /// Only while it is this attempt that fetches.
    var signIn: UnsafeMutablePointer<SignIn>?
    private var url = ByteBuffer()
    /// Of a signed request.
    private var headers: UnsafeMutablePointer<HeaderList>?
    private var canonical = ByteBuffer()
    private(set) var signedSeconds: Int64?
    private var hasRenewed = false
    /// The grant is one that this attempt has fetched and not used yet: it is used, however short its life.
    private var isFresh = false
    /// Of tokens, for this call.
    private var fetches: UInt8 = 0
    /// Requests that went out, to IAM or to the service.
    private(set) var count: Int32 = 0
    private(set) var startedMs: Int64 = 0
    /// Whether the next request is worth sending at once, and needs a new connection.
    private(set) var isUrgent = false
    private var connectsAfresh = false
    /// When the next request may go, while the service slows the client down.
    private var promised: Int64?

    /// Takes a reference of the client.
    init(_ client: UnsafeMutablePointer<Client>) {
        client.pointee.retain()
        self.client = client
    }

    deinit {
        if let headers { destroy(headers) }
        if let signIn { destroy(signIn) }
        if let round {
            if signIn != nil { client.pointee.session.abandon(round) }
            Round.release(round)
        }
        if let grant { Grant.release(grant) }
        Client.release(client)
    }

    var isSigningIn: Bool { signIn != nil }

    /// Begins a new call of the same kind.
    mutating func restart() {
        allowFetches()
        count = 0
    }

    /// One call fetches for itself, and once more for a token that ends meanwhile, or that the service does not take. So
    /// its requests to IAM have a bound, whatever IAM answers.
    private static var mostFetches: UInt8 { 2 }

    private mutating func allowFetches() {
        hasRenewed = false
        fetches = 0
    }

    /// What the service may repeat and nobody must read.
    func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        let token = grant.map { $0.pointee.token.bytes } ?? client.pointee.credential.token.bytes
        return client.pointee.report(record).hiding(token)
    }

    // MARK: - Before the request

    mutating func prepare(
        _ plan: borrowing Plan, deadlineMs: Int64, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) -> Preparation {
        do throws(OutOfMemory) {
            while true {
                if let preparation = try signInStep(nowMs, record) { return preparation }
                if let untilMs = heldBack(nowMs) { return .step(.wait(untilMs: untilMs)) }
                if !isFresh {
                    releaseGrant()
                    let mayFetch = fetches < Self.mostFetches
                    switch try client.pointee.session.acquire(nowMs: nowMs, mayFetch: mayFetch, record) {
                    case .granted(let grant):
                        self.grant = grant
                    case .wait(let other):
                        round = other
                        continue
                    case .fetch(let own):
                        round = own
                        fetches &+= 1
                        try beginSignIn(deadlineMs, record)
                        continue
                    case .refused:
                        return .failed(Failure(codelab_status(record.pointee.code)))
                    }
                }
                if let grant { try build(plan, grant) }
                return .ready
            }
        } catch {
            stop()
            return .failed(Report(record).outOfMemory())
        }
    }

    /// Until when the client holds its requests back; `nil`: it does not.
    private mutating func heldBack(_ nowMs: Int64) -> Int64? {
        switch client.pointee.throttle.admit(promised: promised, nowMs: nowMs) {
        case .now: return nil
        case .promised(let atMs):
            promised = atMs
            return atMs
        case .later(let atMs):
            promised = nil
            return atMs
        }
    }

    private mutating func build(
        _ plan: borrowing Plan, _ grant: UnsafeMutablePointer<Grant>
    ) throws(OutOfMemory) {
        if !plan.isOpen {
            url.removeAll()
            try url.append(grant.pointee.base.bytes)
            try url.append(plan.path.bytes)
            try url.terminate()
        }
        guard grant.pointee.token.count == 0 else { return }
        var lines = ByteBuffer()
        try lines.append(client.pointee.commonLines.bytes)
        // Each attempt anew: the service takes a date for fifteen minutes.
        let seconds = Clock.wallMs() / 1000
        signedSeconds = seconds
        try client.pointee.credential.sign(
            &lines, plan.method, fullURL(plan, grant), plan.method.hasBody ? plan.body.bytes : .none,
            projectID: grant.pointee.projectID.bytes, dateSeconds: seconds, &canonical)
        if let headers { destroy(headers) }
        headers = nil
        headers = try allocate(HeaderList(lines: lines))
    }

    private func fullURL(_ plan: borrowing Plan, _ grant: UnsafeMutablePointer<Grant>) -> Bytes {
        plan.isOpen ? grant.pointee.openURL.bytes : url.bytes
    }

    // MARK: - The request

    /// Where the request goes that has been prepared.
    var destination: Destination {
        let origin = signIn.map { $0.pointee.origin } ?? grant.map { $0.pointee.origin } ?? .none
        return Destination(origin: origin, settings: client.pointee.connection)
    }

    /// - Parameter isLast: no other request can follow if this one is lost.
    mutating func request(_ plan: borrowing Plan, isLast: Bool, nowMs: Int64) -> Request {
        startedMs = nowMs
        count &+= 1
        var isLast = isLast || !plan.isIdempotent
        var request = signIn?.pointee.request(&isLast) ?? serviceRequest(plan)
        request.connectsAfresh = connectsAfresh
        // Long enough for a slow service: on a connection that is not dead the request only runs twice.
        let third = request.timeoutMs / 3
        request.silenceMs = isLast ? 0 : third < 10_000 ? third : 10_000
        return request
    }

    private mutating func serviceRequest(_ plan: borrowing Plan) -> Request {
        promised = nil
        isFresh = false
        return Request(
            method: plan.method, url: (plan.isOpen ? grant?.pointee.openURL.cString : nil) ?? url.cString,
            headers: headers.map { $0.pointee.list } ?? grant?.pointee.headers.list, body: plan.body.bytes,
            timeoutMs: client.pointee.attemptTimeoutMs, isIdempotent: plan.isIdempotent,
            headBytes: headBytes(plan.answer), answerLimitBytes: answerLimitBytes)
    }

    // MARK: - After the answer

    /// Notes how a request ended, for the next one. A request that was lost by no fault of the service is sent again at
    /// once, unless it was the last time, too.
    mutating func note(_ exchange: UnsafeMutablePointer<Exchange>) {
        let loss = exchange.pointee.loss
        isUrgent = loss != nil && !isUrgent
        connectsAfresh = loss == .silent
        if exchange.pointee.timesSent > 1 { count &+= 1 }
    }

    func trace(
        _ exchange: UnsafeMutablePointer<Exchange>, _ plan: borrowing Plan, nowMs: Int64, attempt: Int32,
        _ report: Report
    ) {
        guard client.pointee.trace.isOn, let grant else { return }
        client.pointee.trace.write(
            exchange, plan.method, fullURL(plan, grant), attempt: attempt, elapsedMs: nowMs &- startedMs,
            report)
    }

    /// After a 401: whether the request is worth sending once more, with a token that is to be fetched.
    mutating func renew() -> Bool {
        guard let grant, client.pointee.credential.kind == .password, !hasRenewed else { return false }
        hasRenewed = true
        client.pointee.session.revoke(grant)
        releaseGrant()
        return true
    }

    /// The service refuses the signature: it is not tried again at once, and the trace gets what was signed.
    func noteRefusal(_ failure: UnsafePointer<codelab_error>, heldMs: Int64?, nowMs: Int64) {
        guard signedSeconds != nil else { return }
        client.pointee.trace.write(canonical: canonical.bytes)
        if let heldMs { client.pointee.session.hold(back: failure, forMs: heldMs, nowMs: nowMs) }
    }

    /// The service has taken the token: if it stops doing so, another one is worth fetching again.
    mutating func noteSuccess(nowMs: Int64) {
        hasRenewed = false
        client.pointee.throttle.speedUp(nowMs: nowMs)
    }

    /// The service says that there are too many requests.
    func noteThrottling(_ record: UnsafeMutablePointer<codelab_error>, nowMs: Int64) {
        let retryAfterMs = record.pointee.retry_after_ms
        client.pointee.throttle.slowDown(
            sentMs: startedMs, nowMs: nowMs, retryAfterMs: retryAfterMs == Absent.integer ? nil : retryAfterMs)
    }

    mutating func releaseGrant() {
        if let grant { Grant.release(grant) }
        grant = nil
        isFresh = false
    }

    /// Takes a reference of the grant.
    mutating func keep(fresh grant: UnsafeMutablePointer<Grant>) {
        releaseGrant()
        grant.pointee.retain()
        self.grant = grant
        isFresh = true
    }

    /// Frees what only a request needs: the next one may be a long time off, and fetches anew what it needs.
    mutating func rest() {
        releaseGrant()
        allowFetches()
        url = ByteBuffer()
        canonical = ByteBuffer()
        if let headers { destroy(headers) }
        headers = nil
    }

    /// The call ends here: if it was fetching, another one takes over.
    mutating func stop() {
        if let signIn {
            destroy(signIn)
            self.signIn = nil
            if let round { client.pointee.session.abandon(round) }
        }
        if let round { Round.release(round) }
        round = nil
        releaseGrant()
    }

    func trace(_ interruption: Interruption, _ plan: borrowing Plan, nowMs: Int64, timesSent: Int) {
        guard client.pointee.trace.isOn, timesSent > 0 else { return }
        let place = signIn == nil ? grant.map { fullURL(plan, $0) } ?? .none : .none
        client.pointee.trace.write(
            Trace.Entry(
                method: plan.method, url: place, attempt: count, elapsedMs: nowMs &- startedMs,
                interruption: interruption))
    }
}

extension Trace {
    func write(
        _ exchange: UnsafeMutablePointer<Exchange>, _ method: Method, _ url: Bytes, attempt: Int32, elapsedMs: Int64,
        _ report: Report
    ) {
        guard isOn else { return }
        // It is the service's text: one that repeats a secret is left out.
        let requestID = exchange.pointee.header("X-Request-Id") ?? .none
        write(
            Entry(
                method: method, url: url, attempt: attempt, httpStatus: exchange.pointee.httpStatus,
                curlCode: Int32(bitPattern: exchange.pointee.result.rawValue), elapsedMs: elapsedMs,
                answerBytes: exchange.pointee.block.count,
                requestID: report.secrets.occur(in: requestID) ? .none : requestID))
    }
}

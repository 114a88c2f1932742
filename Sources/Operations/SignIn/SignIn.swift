import CCodelab
import CPlatform
import Engine
import Platform
import Service

/// The requests to IAM by which a client gets what its grant needs: a token with its project and the service's address,
/// or the id of a project. An attempt carries it along until it has ended.
public struct SignIn: ~Copyable {
    private enum Stage {
        case token
        case project
    }

    enum Outcome {
        /// The reference is the taker's; times by ``Clock``.
        case granted(UnsafeMutablePointer<Grant>, renewAtMs: Int64, expiresAtMs: Int64)
        case failed(heldMs: Int64?)
    }

    private let client: UnsafeMutablePointer<Client>
    private let stage: Stage
    private let url: ByteBuffer
    private let body: RequestBody
    private var headers: HeaderList
    private var canonical = ByteBuffer()
    private var signedSeconds: Int64?
    private var retry: Retry
    private var waitUntilMs = Int64.min
    private(set) var outcome: Outcome?

    init(
        _ client: UnsafeMutablePointer<Client>, deadlineMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) {
        let headers = try HeaderList(lines: ByteBuffer())
        let isToken = client.pointee.credential.kind == .password
        let url = try Self.url(client, isToken)
        let body = try isToken ? Self.passwordBody(client, record) : RequestBody()
        self.client = client
        self.headers = headers
        self.url = url
        self.body = body
        stage = isToken ? .token : .project
        retry = Retry(client.pointee.retry, deadlineMs: deadlineMs, jitter: Jitter())
    }

    private static func url(_ client: UnsafeMutablePointer<Client>, _ isToken: Bool) throws(OutOfMemory) -> ByteBuffer {
        let iam = client.pointee.place.iam.bytes
        guard isToken else { return try Address.projects(iam, name: client.pointee.place.projectName.bytes) }
        // The catalog is many times the rest of the answer, and only wanted for the service's address.
        return try Address.tokens(iam, wantsCatalog: client.pointee.place.endpoint.count == 0)
    }

    private static func passwordBody(
        _ client: UnsafeMutablePointer<Client>, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) -> RequestBody {
        let login = PasswordLogin(
            userName: client.pointee.credential.userName.bytes, password: client.pointee.credential.password.bytes,
            domainName: client.pointee.credential.domainName.bytes, projectID: client.pointee.place.projectID.bytes,
            projectName: client.pointee.place.projectName.bytes)
        // All of it was checked when the client was made: only memory can be missing.
        do { return try .password(login, Report(record)) } catch { throw OutOfMemory() }
    }

    private var activity: Literal { stage == .token ? "fetching a token from IAM" : "looking up the project" }

    private var method: Method { stage == .token ? .post : .get }

    private func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        client.pointee.report(record).hiding(client.pointee.credential.token.bytes)
    }

    /// The next step; `nil` when there is an outcome.
    mutating func next(nowMs: Int64) throws(OutOfMemory) -> Step? {
        if outcome != nil { return nil }
        if nowMs < waitUntilMs { return .wait(untilMs: waitUntilMs) }
        headers = try makeHeaders()
        return .attempt
    }

    private mutating func makeHeaders() throws(OutOfMemory) -> HeaderList {
        var lines = ByteBuffer()
        try lines.append(client.pointee.commonLines.bytes)
        switch client.pointee.credential.kind {
        case .password: break
        case .token: try lines.appendHeader("X-Auth-Token: ", client.pointee.credential.token.bytes)
        case .keys:
            let seconds = Clock.wallMs() / 1000
            signedSeconds = seconds
            // No project: it is what is being looked for.
            try client.pointee.credential.sign(
                &lines, method, url.bytes, body.bytes, projectID: .none, dateSeconds: seconds, &canonical)
        }
        return try HeaderList(lines: lines)
    }

    var origin: Bytes { Address.origin(of: url.bytes) }

    /// - Parameter isLast: set to whether no other request can follow if this one is lost.
    mutating func request(_ isLast: inout Bool) -> Request {
        retry.countAttempt()
        isLast = !retry.hasMore
        return Request(
            method: method, url: url.cString, headers: headers.list, body: body.bytes,
            timeoutMs: client.pointee.attemptTimeoutMs,
            // One token more does no harm; the older ones stay valid.
            isIdempotent: true, headBytes: 0, answerLimitBytes: answerLimitBytes)
    }

    func trace(
        _ exchange: UnsafeMutablePointer<Exchange>, elapsedMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        client.pointee.trace.write(
            exchange, method, url.bytes, attempt: retry.attempts, elapsedMs: elapsedMs, report(record))
    }

    mutating func receive(
        _ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        let report = report(record)
        record.pointee.attempts = retry.attempts
        guard exchange.pointee.result == CURLE_OK, exchange.pointee.httpStatus != 407 else {
            return lose(exchange, report, nowMs)
        }
        let head = AnswerHead(
            httpStatus: exchange.pointee.httpStatus, headers: ExchangeHeaders(exchange: exchange),
            signedSeconds: signedSeconds, addressField: "iam_endpoint")
        do throws(Failure) {
            guard head.isSuccess else {
                let body = decodeServiceError(&exchange.pointee.block)
                let failure = serviceFailure(head, body, activity, report)
                noteRefusal(failure, head.httpStatus)
                throw failure
            }
            switch stage {
            case .token: try takeToken(exchange, head, nowMs, report)
            case .project: try takeProject(exchange, report)
            }
        } catch {
            if outcome != nil { return }
            if error.remedy == .wholeAnswer, exchange.pointee.loseUnfinished() { return lose(exchange, report, nowMs) }
            record.pointee.http_status = head.httpStatus
            settle(isRetried: isRetriedStatus(head.httpStatus, isIdempotent: true), record, nowMs)
        }
    }

    private mutating func lose(_ exchange: UnsafeMutablePointer<Exchange>, _ report: Report, _ nowMs: Int64) {
        report.reset()
        report.record.pointee.attempts = retry.attempts
        if let refusal = ProxyRefusal(exchange, activity, report) {
            return settle(isRetried: refusal.isRetried, heldMs: refusal.failure.heldMs, report.record, nowMs)
        }
        let failure = TransportFailure(exchange, isIdempotent: true)
        _ = failure.failure(exchange, activity, isIdempotent: true, report)
        settle(isRetried: failure.isRetried, report.record, nowMs)
    }

    /// IAM says that the credential is wrong: final, and not to be asked again at once.
    private mutating func noteRefusal(_ failure: Failure, _ httpStatus: Int32) {
        if let heldMs = failure.heldMs {
            outcome = .failed(heldMs: heldMs)
        } else if httpStatus == 401 && stage == .token {
            outcome = .failed(heldMs: Self.heldAfterWrongPasswordMs)
        }
        if httpStatus == 401, signedSeconds != nil { client.pointee.trace.write(canonical: canonical.bytes) }
    }

    private static var heldAfterWrongPasswordMs: Int64 { 60_000 }

    private mutating func settle(
        isRetried: Bool, heldMs: Int64? = nil, _ record: UnsafeMutablePointer<codelab_error>, _ nowMs: Int64
    ) {
        let retryAfterMs = record.pointee.retry_after_ms
        if isRetried,
            let atMs = retry.nextAttemptMs(
                nowMs: nowMs, retryAfterMs: retryAfterMs == Absent.integer ? nil : retryAfterMs)
        {
            waitUntilMs = atMs
        } else {
            outcome = .failed(heldMs: heldMs)
        }
    }

    private mutating func takeToken(
        _ exchange: UnsafeMutablePointer<Exchange>, _ head: AnswerHead<ExchangeHeaders>, _ nowMs: Int64,
        _ report: Report
    ) throws(Failure) {
        guard let token = exchange.pointee.header("X-Subject-Token"), !token.isEmpty else {
            throw report.failure(CODELAB_E_PROTOCOL, "IAM's answer has no X-Subject-Token, where the token should be")
        }
        try Check.token(token, "IAM's X-Subject-Token", report)
        let answer = try decodeToken(&exchange.pointee.block, region: client.pointee.place.region.bytes, report)
        let projectID =
            client.pointee.place.projectID.count > 0 ? client.pointee.place.projectID.bytes : answer.projectID
        guard !projectID.isEmpty else {
            throw report.failure(CODELAB_E_PROTOCOL, "IAM's answer names no project; give project_id")
        }
        try Check.identifier(projectID, "project_id", report)
        var endpoint = client.pointee.place.endpoint.bytes
        if endpoint.isEmpty {
            guard !answer.endpoint.isEmpty else {
                throw Check.refuse(
                    "endpoint",
                    answer.isAmbiguous
                        ? "IAM's catalog has ModelArts in several regions, and not in this one; set endpoint or region"
                        : "IAM's catalog has none for ModelArts; set endpoint or region", report)
            }
            endpoint = try Endpoint(
                answer.endpoint, "endpoint of IAM's catalog", allowsPlainHTTP: client.pointee.allowsPlainHTTP, report
            ).text
        }
        let life = TokenLife(expiresAtMs: answer.expiresAtMs, serverMs: head.dateMs ?? Clock.wallMs(), nowMs: nowMs)
        do throws(OutOfMemory) {
            let grant = try allocate(
                Grant(
                    endpoint: endpoint, projectID: projectID, token: terminatedCopy(token),
                    commonLines: client.pointee.commonLines.bytes))
            outcome = .granted(grant, renewAtMs: life.renewAtMs, expiresAtMs: life.expiresAtMs)
        } catch {
            throw report.outOfMemory()
        }
    }

    private mutating func takeProject(
        _ exchange: UnsafeMutablePointer<Exchange>, _ report: Report
    ) throws(Failure) {
        let id = try decodeProjects(&exchange.pointee.block, name: client.pointee.place.projectName.bytes, report)
        try Check.identifier(id, "project_id", report)
        do throws(OutOfMemory) {
            let grant = try allocate(
                Grant(
                    endpoint: client.pointee.place.endpoint.bytes, projectID: id,
                    token: terminatedCopy(client.pointee.credential.token.bytes),
                    commonLines: client.pointee.commonLines.bytes))
            // A project keeps its id.
            outcome = .granted(grant, renewAtMs: .max, expiresAtMs: .max)
        } catch {
            throw report.outOfMemory()
        }
    }
}

/// When a token is renewed: a tenth of its life ahead of its end, and ten minutes at the most. Both of its times are
/// the server's, so a wrong clock here does no harm. It counts for ten seconds at least, so that IAM's wrong clock
/// cannot cause a fetch for each request; the service rejects one that has really expired.
struct TokenLife {
    let renewAtMs: Int64
    let expiresAtMs: Int64

    init(expiresAtMs end: Int64?, serverMs: Int64, nowMs: Int64) {
        let day: Int64 = 86_400_000
        let (distance, overflow) = (end ?? serverMs &+ day).subtractingReportingOverflow(serverMs)
        let life = overflow || distance > 30 &* day ? 30 &* day : (distance > 10_000 ? distance : 10_000)
        let ahead = life / 10 < 600_000 ? life / 10 : 600_000
        expiresAtMs = nowMs &+ life
        renewAtMs = expiresAtMs &- ahead
    }
}

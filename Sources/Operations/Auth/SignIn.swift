import CCodelab
import Engine
import Platform
import Service

/// The requests that make an ``AuthContext``, one after another: for a token, for temporary keys of a cloud server or of
/// an agency, and for the id of the project.
public struct SignIn: ~Copyable {
    enum Stage {
        /// Reads the temporary keys of the cloud server's agency.
        case server
        case token
        /// Fetches temporary keys of the agency to act as.
        case agency
        case project
    }

    enum Outcome {
        /// The caller owns the reference. Times of ``Clock``.
        case granted(UnsafeMutablePointer<AuthContext>, renewAtMs: Int64, expiresAtMs: Int64)
        case failed(lockoutMs: Int64?)
    }

    let settings: UnsafeMutablePointer<ClientSettings>
    private(set) var stage: Stage
    private(set) var url = ByteBuffer()
    private var body = RequestBody()
    private var headers: HeaderList
    private(set) var canonical = ByteBuffer()
    private(set) var signedSeconds: Int64?
    /// A token that is only used to act as an agency.
    private var token = ByteBuffer()
    /// Owned; the latest temporary keys.
    private(set) var keys: UnsafeMutablePointer<TemporaryKeys>?
    private(set) var life: TokenLife?
    private let deadlineMs: Int64
    var retry: Retry
    var isUrgent = false
    var waitUntilMs = Int64.min
    var outcome: Outcome?

    static func make(
        _ settings: UnsafeMutablePointer<ClientSettings>, deadlineMs: Int64,
        _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> SignIn {
        var signIn = SignIn(settings, try HeaderList(lines: ByteBuffer()), deadlineMs: deadlineMs)
        try signIn.prepare(record)
        return signIn
    }

    private init(
        _ settings: UnsafeMutablePointer<ClientSettings>, _ headers: consuming HeaderList, deadlineMs: Int64
    ) {
        self.settings = settings
        self.headers = headers
        self.deadlineMs = deadlineMs
        retry = Retry(settings.pointee.retry, deadlineMs: deadlineMs, jitter: Jitter())
        stage =
            switch settings.pointee.credential.kind {
            case .metadata: .server
            case .password: .token
            case .token, .keys: settings.pointee.credential.hasAgency ? .agency : .project
            }
    }

    deinit {
        if let keys { destroy(keys) }
    }

    /// Makes the request of the stage.
    private mutating func prepare(_ record: UnsafeMutablePointer<codelab_error>) throws(ResourceExhausted) {
        let iam = settings.pointee.location.iam.bytes
        body = RequestBody()
        switch stage {
        case .server: url = try Address.serverKeys(settings.pointee.credential.metadata.bytes)
        case .token:
            // The catalog is much larger than the rest of the response, and only needed for the service's address.
            url = try Address.tokens(iam, wantsCatalog: settings.pointee.location.endpoint.count == 0)
            body = try passwordBody(record)
        case .agency:
            url = try Address.temporaryKeys(iam)
            // As below.
            do { body = try .assumeRole(settings.pointee.credential.agency, Report(record)) } catch {
                throw ResourceExhausted()
            }
        case .project: url = try Address.projects(iam, name: settings.pointee.location.projectName.bytes)
        }
    }

    private func passwordBody(
        _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> RequestBody {
        var login = PasswordLogin()
        login.userID = settings.pointee.credential.userID.bytes
        login.userName = settings.pointee.credential.userName.bytes
        login.password = settings.pointee.credential.password.bytes
        login.passcode = settings.pointee.credential.passcode.bytes
        login.domainID = settings.pointee.credential.domainID.bytes
        login.domainName = settings.pointee.credential.domainName.bytes
        login.projectID = settings.pointee.location.projectID.bytes
        login.projectName = settings.pointee.location.projectName.bytes
        login.isForAgency = settings.pointee.credential.hasAgency
        // The texts were checked when the client was made, so only memory can be short.
        do { return try .password(login, Report(record)) } catch { throw ResourceExhausted() }
    }

    /// Continues with the agency to act as, which needs this token.
    mutating func useToken(_ token: Bytes, _ report: Report) throws(Failure) {
        do throws(ResourceExhausted) {
            self.token = try terminatedCopy(token)
            try advance(to: .agency, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    /// Takes temporary keys, and continues with the next stage that needs them.
    mutating func useKeys(_ response: KeysResponse, _ life: TokenLife, _ report: Report) throws(Failure) {
        do throws(ResourceExhausted) {
            let fresh = try allocate(TemporaryKeys(response))
            if let keys { destroy(keys) }
            keys = fresh
            self.life = life
            if stage == .server, settings.pointee.credential.hasAgency {
                try advance(to: .agency, report)
            } else if settings.pointee.location.projectID.count == 0 {
                try advance(to: .project, report)
            } else {
                try grant(projectID: settings.pointee.location.projectID.bytes)
            }
        } catch {
            throw report.outOfMemory()
        }
    }

    private mutating func advance(to stage: Stage, _ report: Report) throws(ResourceExhausted) {
        self.stage = stage
        retry = Retry(settings.pointee.retry, deadlineMs: deadlineMs, jitter: Jitter())
        try prepare(report.record)
    }

    /// Ends with the keys, or with the credential of the client if there are none.
    @inline(never)
    mutating func grant(projectID: Bytes) throws(ResourceExhausted) {
        let context = try AuthContext.make(
            endpoint: settings.pointee.location.endpoint.bytes, projectID: projectID,
            token: keys == nil ? settings.pointee.credential.token.bytes : .none, keys: keys,
            commonLines: settings.pointee.commonLines.bytes)
        keys = nil
        // The id of a project never changes.
        outcome = .granted(
            context, renewAtMs: life.map { $0.renewAtMs } ?? .max, expiresAtMs: life.map { $0.expiresAtMs } ?? .max)
    }

    var activity: Literal {
        switch stage {
        case .server: "reading the keys of this server's agency"
        case .token: "fetching a token from IAM"
        case .agency: "fetching keys of the agency from IAM"
        case .project: "looking up the project"
        }
    }

    var method: Method {
        switch stage {
        case .token, .agency: .post
        case .server, .project: .get
        }
    }

    func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        settings.pointee.report(record).hiding(settings.pointee.credential.token.bytes).hiding(token.bytes).hiding(keys)
    }

    /// Returns the next step; `nil` if there is an outcome.
    mutating func next(_ now: Now) throws(ResourceExhausted) -> Step? {
        if outcome != nil { return nil }
        if now.ms < waitUntilMs { return .wait(untilMs: waitUntilMs) }
        headers = try makeHeaders(now)
        let destination = Destination(origin: URLPart.origin(of: url.bytes), settings: settings.pointee.connection)
        return .send(destination, request)
    }

    private mutating func makeHeaders(_ now: Now) throws(ResourceExhausted) -> HeaderList {
        var lines = ByteBuffer()
        try lines.append(settings.pointee.commonLines.bytes)
        // The first request of a user or a server has no credential in its headers.
        if stage == .server || stage == .token { return try HeaderList(lines: lines) }
        let token = token.count > 0 ? token.bytes : settings.pointee.credential.token.bytes
        if keys == nil, !token.isEmpty {
            try lines.appendHeader("X-Auth-Token: ", token)
        } else {
            let seconds = now.wallMs / 1000
            signedSeconds = seconds
            // Signed without a project: its id may not be known yet.
            try settings.pointee.credential.sign(
                &lines, method, url.bytes, body.bytes, keys: keys, projectID: .none, dateSeconds: seconds, &canonical)
        }
        return try HeaderList(lines: lines)
    }

    private var request: Request {
        Request(
            method: method, url: url.cString, headers: headers.view, body: body.bytes,
            timeoutMs: settings.pointee.attemptTimeoutMs,
            // A repeated request is harmless: the first token stays valid.
            isIdempotent: true, canRepeat: retry.hasTwoMore, headBytes: 0, responseLimitBytes: responseLimitBytes)
    }
}

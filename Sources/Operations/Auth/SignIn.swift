import CCodelab
import Engine
import Platform
import Service

/// The requests to IAM that make an ``AuthContext``. They fetch a token, with its project and the service's address, or
/// the id of a project.
public struct SignIn: ~Copyable {
    enum Stage {
        case token
        case project
    }

    enum Outcome {
        /// The caller owns the reference. Times of ``Clock``.
        case granted(UnsafeMutablePointer<AuthContext>, renewAtMs: Int64, expiresAtMs: Int64)
        case failed(lockoutMs: Int64?)
    }

    let settings: UnsafeMutablePointer<ClientSettings>
    let stage: Stage
    let url: ByteBuffer
    private let body: RequestBody
    private var headers: HeaderList
    private(set) var canonical = ByteBuffer()
    private(set) var signedSeconds: Int64?
    var retry: Retry
    var isUrgent = false
    var waitUntilMs = Int64.min
    var outcome: Outcome?

    init(
        _ settings: UnsafeMutablePointer<ClientSettings>, deadlineMs: Int64,
        _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) {
        let headers = try HeaderList(lines: ByteBuffer())
        let isToken = settings.pointee.credential.kind == .password
        let url = try Self.url(settings, isToken)
        let body = try isToken ? Self.passwordBody(settings, record) : RequestBody()
        self.settings = settings
        self.headers = headers
        self.url = url
        self.body = body
        stage = isToken ? .token : .project
        retry = Retry(settings.pointee.retry, deadlineMs: deadlineMs, jitter: Jitter())
    }

    private static func url(
        _ settings: UnsafeMutablePointer<ClientSettings>, _ isToken: Bool
    ) throws(ResourceExhausted) -> ByteBuffer {
        let iam = settings.pointee.location.iam.bytes
        guard isToken else { return try Address.projects(iam, name: settings.pointee.location.projectName.bytes) }
        // The catalog is much larger than the rest of the response, and only needed for the service's address.
        return try Address.tokens(iam, wantsCatalog: settings.pointee.location.endpoint.count == 0)
    }

    private static func passwordBody(
        _ settings: UnsafeMutablePointer<ClientSettings>, _ record: UnsafeMutablePointer<codelab_error>
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
        // The texts were checked when the client was made, so only memory can be short.
        do { return try .password(login, Report(record)) } catch { throw ResourceExhausted() }
    }

    var activity: Literal { stage == .token ? "fetching a token from IAM" : "looking up the project" }

    var method: Method { stage == .token ? .post : .get }

    func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        // A credential has a token or a passcode.
        settings.pointee.report(record).hiding(settings.pointee.credential.token.bytes)
            .hiding(settings.pointee.credential.passcode.bytes)
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
        switch settings.pointee.credential.kind {
        case .password: break
        case .token: try lines.appendHeader("X-Auth-Token: ", settings.pointee.credential.token.bytes)
        case .keys:
            let seconds = now.wallMs / 1000
            signedSeconds = seconds
            // Signed without a project: this request looks up its id.
            try settings.pointee.credential.sign(
                &lines, method, url.bytes, body.bytes, projectID: .none, dateSeconds: seconds, &canonical)
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

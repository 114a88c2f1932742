import CCodelab
import Engine
import Platform
package import Service
import Synchronization

/// What `codelab_client` stands for: everything that the calls of one project and credential share. Immutable but for
/// its connections and its session, which have locks of their own.
public struct Client: ~Copyable {
    private let references = Atomic<Int>(1)
    private let owner = OwnerProcess()
    let credential: Credential
    let place: Place
    /// The headers that every request has, as lines.
    let commonLines: ByteBuffer
    let session: Session
    let connection: UnsafeMutablePointer<ConnectionSettings>
    let pool: LoopPool
    let throttle: Throttle
    let retry: RetryPolicy
    let attemptTimeoutMs: Int64
    let allowsPlainHTTP: Bool
    let trace: Trace

    init(
        credential: consuming Credential, place: consuming Place, commonLines: consuming ByteBuffer,
        connection: UnsafeMutablePointer<ConnectionSettings>, retry: RetryPolicy, attemptTimeoutMs: Int64,
        allowsPlainHTTP: Bool, trace: consuming Trace
    ) throws(OutOfMemory) {
        var fixed: UnsafeMutablePointer<Grant>?
        if place.isComplete, credential.kind != .password {
            fixed = try allocate(
                Grant(
                    endpoint: place.endpoint.bytes, projectID: place.projectID.bytes,
                    token: terminatedCopy(credential.token.bytes), commonLines: commonLines.bytes))
        }
        let session = try Session(fixed: fixed)
        let pool = try LoopPool()
        let throttle = try Throttle(pauseMs: retry.delayMs)
        self.session = session
        self.pool = pool
        self.throttle = throttle
        self.credential = credential
        self.place = place
        self.commonLines = commonLines
        connection.pointee.retain()
        self.connection = connection
        self.retry = retry
        self.attemptTimeoutMs = attemptTimeoutMs
        self.allowsPlainHTTP = allowsPlainHTTP
        self.trace = trace
    }

    deinit { ConnectionSettings.retire(connection) }

    package var belongsToThisProcess: Bool { owner.isCurrent }

    package func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    package static func release(_ client: UnsafeMutablePointer<Client>) {
        guard client.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 else {
            return
        }
        if !client.pointee.belongsToThisProcess { client.pointee.pool.abandon() }
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        destroy(client)
    }

    /// Refuses a client that was made before a fork().
    package static func check(
        _ client: UnsafeMutablePointer<Client>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Client> {
        guard let client else { throw Check.refuse("client", "is NULL", report) }
        guard client.pointee.belongsToThisProcess else {
            throw report.failure(CODELAB_E_STATE, "the client was made before fork(); make a new one in the child")
        }
        return client
    }

    /// Hides what all calls are made with; a token is added by each. No kind of credential has more than two of these.
    func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        Report(record).hiding(connection.pointee.text(.secret)).hiding(credential.secretKey.bytes)
            .hiding(credential.securityToken.bytes).hiding(credential.password.bytes)
    }

    /// Carries out `job` on this thread; a failure is in the record then.
    func run(_ job: Job, _ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>) {
        pool.run(job, bounds, record)
    }
}

import CCodelab
package import Engine
import Platform
package import Service
import Synchronization

/// What `codelab_client` stands for: everything that the calls of one project and credential share. Immutable but for
/// its connections, which have a lock of their own.
public struct Client: ~Copyable {
    private let references = Atomic<Int>(1)
    private let generation = Process.generation
    let notebooks: ByteBuffer
    let openURL: ByteBuffer
    let headers: HeaderList
    let connection: ConnectionSettings
    let pool: LanePool
    /// Kept once more for recognising it in what the service says.
    let token: ByteBuffer
    let retry: RetryPolicy
    let attemptTimeoutMs: Int64

    init(
        notebooks: consuming ByteBuffer, openURL: consuming ByteBuffer, headers: consuming HeaderList,
        connection: consuming ConnectionSettings,
        pool: consuming LanePool, token: consuming ByteBuffer, retry: RetryPolicy, attemptTimeoutMs: Int64
    ) {
        self.notebooks = notebooks
        self.openURL = openURL
        self.headers = headers
        self.connection = connection
        self.pool = pool
        self.token = token
        self.retry = retry
        self.attemptTimeoutMs = attemptTimeoutMs
    }

    package var belongsToThisProcess: Bool { generation == Process.generation }

    package func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    package static func release(_ client: UnsafeMutablePointer<Client>) {
        guard client.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 else {
            return
        }
        if !client.pointee.belongsToThisProcess { client.pointee.pool.abandon() }
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

    /// Carries out `work` on this thread.
    package func run<Work: Operation & ~Copyable>(_ work: inout Work, _ bounds: Bounds) {
        Engine.run(&work, pool, connection, bounds)
    }
}

package import CCodelab
import Engine
import Platform
package import Service
import Synchronization

/// `codelab_client`: the settings, connections and authorisation that all calls of one project and credential share.
/// The settings are immutable; the other parts have their own locks.
public struct Client: ~Copyable {
    private let references = Atomic<Int>(1)
    private let owner = OwnerProcess()
    private let ownedSettings: Owned<ClientSettings>
    let auth: AuthState
    let pool: EventLoopPool
    let throttle: Throttle

    init(_ settings: consuming Owned<ClientSettings>) throws(ResourceExhausted) {
        let auth = try AuthState(fixed: AuthContext.fixed(settings.pointer))
        let pool = try EventLoopPool()
        let throttle = try Throttle(pauseMs: settings.pointer.pointee.retry.delayMs)
        self.auth = auth
        self.pool = pool
        self.throttle = throttle
        ownedSettings = settings
    }

    /// The settings, at a fixed address that requests refer to.
    var settings: UnsafeMutablePointer<ClientSettings> { ownedSettings.pointer }

    /// Checks the options, copies what they point to, and makes a client that owns the copies.
    package static func make(
        _ options: UnsafePointer<codelab_client_options>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Client> {
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        let settings = try ClientSettings.make(options, report)
        do throws(ResourceExhausted) {
            return try allocate(Client(settings))
        } catch {
            throw report.outOfMemory()
        }
    }

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

    /// Rejects a client that was made before a fork().
    package static func check(
        _ client: UnsafeMutablePointer<Client>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Client> {
        guard let client else { throw Check.refuse("client", "is NULL", report) }
        guard client.pointee.belongsToThisProcess else {
            throw report.failure(CODELAB_E_STATE, "the client was made before fork(); make a new one in the child")
        }
        return client
    }
}

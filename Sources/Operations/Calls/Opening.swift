import CCodelab
import Engine
import Platform
import Service

/// What a watch needs to open its instance, and to replace it once: the bodies of the requests, and the *open* call that
/// is in progress.
struct Opening: ~Copyable {
    private let openBody: RequestBody
    /// As in ``FollowUp/init(createBody:)``.
    private let createBody: RequestBody
    /// Whether a failed instance may be deleted.
    let replacesFailed: Bool
    /// How often the instance may still be opened again, after it was deleted.
    private var reopens: UInt8 = 2
    private(set) var call: UnsafeMutablePointer<ServiceCall>?

    init(_ source: UnsafePointer<codelab_open_request>?, _ report: Report) throws(Failure) {
        let request = try OpenRequest(source, allowsReplacing: true, report)
        let openBody = try request.openBody(report)
        let createBody = try request.createBody(report)
        self.openBody = openBody
        self.createBody = createBody
        replacesFailed = request.replacesFailed
    }

    deinit {
        if let call { ServiceCall.free(call) }
    }

    mutating func start(
        _ client: UnsafeMutablePointer<Client>, deadlineMs: Int64
    ) throws(ResourceExhausted) {
        end()
        let followUp = FollowUp(createBody: try .copy(createBody.bytes))
        let spec = try RequestSpec(.open, try .copy(openBody.bytes))
        call = try allocate(ServiceCall(client, spec, followUp, deadlineMs: deadlineMs))
    }

    mutating func end() {
        if let call { ServiceCall.free(call) }
        call = nil
    }

    /// True if a failed instance may be deleted, and another one be opened then.
    var canReplace: Bool { replacesFailed && reopens > 0 }

    /// Returns true if the instance may be opened again, and counts it.
    mutating func takeReopen() -> Bool {
        guard reopens > 0 else { return false }
        reopens &-= 1
        return true
    }
}

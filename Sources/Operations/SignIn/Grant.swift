import Engine
import Platform
import Service
import Synchronization

/// What a request needs to be let in: whose project, where, and with which token. Made once for each token, and shared
/// by all calls that are under way with it; immutable.
public struct Grant: ~Copyable {
    private let references = Atomic<Int>(1)
    /// `{endpoint}/v1/{project_id}`
    let base: ByteBuffer
    /// Where its requests go: a part of ``base``.
    let origin: Bytes
    /// Of *open*, the call that is made most often.
    let openURL: ByteBuffer
    let projectID: ByteBuffer
    /// Empty when requests are signed instead.
    let token: ByteBuffer
    /// All headers of a request, with the token. Without one they are made for each request, and signed.
    let headers: HeaderList

    init(
        endpoint: Bytes, projectID: Bytes, token: consuming ByteBuffer, commonLines: Bytes
    ) throws(OutOfMemory) {
        let base = try Address.base(endpoint, projectID: projectID)
        let openURL = try Address.open(base.bytes)
        let projectID = try terminatedCopy(projectID)
        var lines = ByteBuffer()
        if token.count > 0 {
            try lines.append(commonLines)
            try lines.appendHeader("X-Auth-Token: ", token.bytes)
        }
        let headers = try HeaderList(lines: lines)
        // Views of the buffer's memory, which does not move with it.
        origin = Address.origin(of: base.bytes)
        self.base = base
        self.openURL = openURL
        self.projectID = projectID
        self.headers = headers
        self.token = token
    }

    func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    static func release(_ grant: UnsafeMutablePointer<Grant>) {
        if grant.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            destroy(grant)
        }
    }
}

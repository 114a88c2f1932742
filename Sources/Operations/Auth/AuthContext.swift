import Engine
import Platform
import Service
import Synchronization

/// What authorises a request: the project, its address, and the token. Made once for each token, and shared by all calls
/// that use it; immutable.
public struct AuthContext: ~Copyable {
    private let references = Atomic<Int>(1)
    /// `{endpoint}/v1/{project_id}`
    let base: ByteBuffer
    /// The origin of its requests: a part of ``base``.
    let origin: Bytes
    /// Of *open*, the call that is made most often.
    let openURL: ByteBuffer
    let projectID: ByteBuffer
    /// Empty when requests are signed instead.
    let token: ByteBuffer
    /// All headers of a request, with the token. Without a token they are made for each request, and signed.
    let headers: HeaderList

    init(
        endpoint: Bytes, projectID: Bytes, token: consuming ByteBuffer, commonLines: Bytes
    ) throws(ResourceExhausted) {
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
        origin = URLPart.origin(of: base.bytes)
        self.base = base
        self.openURL = openURL
        self.projectID = projectID
        self.headers = headers
        self.token = token
    }

    func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    static func release(_ context: UnsafeMutablePointer<AuthContext>) {
        if context.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            destroy(context)
        }
    }
}

extension AuthContext {
    /// The context of a client that never needs to sign in: project and endpoint are known, and the credential is a
    /// token or a key. `nil` for other clients. The reference is the caller's.
    static func fixed(
        _ settings: UnsafeMutablePointer<ClientSettings>
    ) throws(ResourceExhausted) -> UnsafeMutablePointer<AuthContext>? {
        guard settings.pointee.location.isComplete, settings.pointee.credential.kind != .password else { return nil }
        return try allocate(
            AuthContext(
                endpoint: settings.pointee.location.endpoint.bytes,
                projectID: settings.pointee.location.projectID.bytes,
                token: terminatedCopy(settings.pointee.credential.token.bytes),
                commonLines: settings.pointee.commonLines.bytes))
    }
}

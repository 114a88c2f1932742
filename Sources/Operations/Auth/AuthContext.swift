import Engine
import Platform
import Service
import Synchronization

/// The project, its address, and the token with which requests are authorised. Each token has one context, which all
/// calls share. Immutable.
public struct AuthContext: ~Copyable {
    private let references = Atomic<Int>(1)
    /// `{endpoint}/v1/{project_id}`
    let base: ByteBuffer
    /// The origin of the requests, a part of ``base``.
    let origin: Bytes
    /// The URL of *open*, the most frequent call.
    let openURL: ByteBuffer
    let projectID: ByteBuffer
    /// Empty if requests are signed instead.
    let token: ByteBuffer
    /// All headers of a request with a token. Without a token, the headers are made and signed for each request.
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
        // A view of the buffer's memory, which stays valid when the buffer is moved.
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
    /// token or a key. `nil` for other clients. The caller owns the reference.
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

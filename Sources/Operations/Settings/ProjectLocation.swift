import Platform
import Service

/// The location of a client's project. Each text is terminated by a NUL, and empty if it is not known yet.
struct ProjectLocation: ~Copyable {
    /// `https://host[:port][/prefix]`
    let endpoint: ByteBuffer
    /// The endpoint of IAM, in the same form.
    let iam: ByteBuffer
    let region: ByteBuffer
    let projectID: ByteBuffer
    let projectName: ByteBuffer

    init(_ settings: AccountSettings) throws(ResourceExhausted) {
        let endpoint = try terminatedCopy(settings.endpoint?.text ?? .none)
        let iam = try terminatedCopy(settings.iamEndpoint?.text ?? .none)
        let region = try terminatedCopy(settings.region)
        let projectID = try terminatedCopy(settings.projectID)
        let projectName = try terminatedCopy(settings.projectName)
        self.endpoint = endpoint
        self.iam = iam
        self.region = region
        self.projectID = projectID
        self.projectName = projectName
    }

    /// Returns true if no request is needed to complete it.
    var isComplete: Bool { endpoint.count > 0 && projectID.count > 0 }
}

import Platform
import Service

/// Where a client's project is. Each text is terminated; empty: to be found out.
struct Place: ~Copyable {
    /// `https://host[:port][/prefix]`
    let endpoint: ByteBuffer
    /// IAM's, in the same form.
    let iam: ByteBuffer
    let region: ByteBuffer
    let projectID: ByteBuffer
    let projectName: ByteBuffer

    init(_ settings: AccountSettings) throws(OutOfMemory) {
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

    /// Whether nothing is left to be asked for.
    var isComplete: Bool { endpoint.count > 0 && projectID.count > 0 }
}

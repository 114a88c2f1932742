import Engine
import Platform
import Service

/// The credential of a client: its own copies, which are overwritten when they are freed. Each text is terminated by a
/// NUL. Texts that the kind does not need are empty.
struct Credential: ~Copyable {
    let kind: CredentialKind
    let token: ByteBuffer
    let accessKey: ByteBuffer
    let secretKey: ByteBuffer
    let securityToken: ByteBuffer
    let userName: ByteBuffer
    let password: ByteBuffer
    let domainName: ByteBuffer
    let userID: ByteBuffer
    let passcode: ByteBuffer
    let domainID: ByteBuffer
    /// The agency to act as; its name is empty if there is none.
    let agencyName: ByteBuffer
    let agencyDomainName: ByteBuffer
    let agencyDomainID: ByteBuffer
    /// The address of the metadata service.
    let metadata: ByteBuffer
    let signatureForm: SignatureForm
    /// The names of the headers that are signed.
    let signedHeaders: ByteBuffer

    init(
        _ settings: AccountSettings, _ form: SignatureForm, signedHeaders: Bytes
    ) throws(ResourceExhausted) {
        let token = try terminatedCopy(settings.token)
        let accessKey = try terminatedCopy(settings.accessKey)
        let secretKey = try terminatedCopy(settings.secretKey)
        let securityToken = try terminatedCopy(settings.securityToken)
        let userName = try terminatedCopy(settings.userName)
        let password = try terminatedCopy(settings.password)
        let domainName = try terminatedCopy(settings.domainName)
        let userID = try terminatedCopy(settings.userID)
        let passcode = try terminatedCopy(settings.passcode)
        let domainID = try terminatedCopy(settings.domainID)
        let agencyName = try terminatedCopy(settings.agency.name)
        let agencyDomainName = try terminatedCopy(settings.agency.domainName)
        let agencyDomainID = try terminatedCopy(settings.agency.domainID)
        let metadata = try terminatedCopy(settings.metadata)
        let signedHeaders = try terminatedCopy(signedHeaders)
        kind = settings.kind
        self.token = token
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.securityToken = securityToken
        self.userName = userName
        self.password = password
        self.domainName = domainName
        self.userID = userID
        self.passcode = passcode
        self.domainID = domainID
        self.agencyName = agencyName
        self.agencyDomainName = agencyDomainName
        self.agencyDomainID = agencyDomainID
        self.metadata = metadata
        signatureForm = form
        self.signedHeaders = signedHeaders
    }

    /// True if the client acts as an agency.
    var hasAgency: Bool { agencyName.count > 0 }

    /// True if requests are authorised by what IAM or the metadata service issues for some time.
    var isFetched: Bool { kind == .password || kind == .metadata || hasAgency }

    var agency: Agency {
        Agency(name: agencyName.bytes, domainName: agencyDomainName.bytes, domainID: agencyDomainID.bytes)
    }
}

func terminatedCopy(_ text: Bytes) throws(ResourceExhausted) -> ByteBuffer {
    var copy = ByteBuffer()
    try copy.append(text)
    try copy.terminate()
    return copy
}

extension Credential {
    /// Appends the headers of a signed request.
    ///
    /// - Parameters:
    ///   - keys: temporary keys to sign with; `nil` for those of the credential.
    ///   - projectID: is not sent if it is empty.
    func sign(
        _ lines: inout ByteBuffer, _ method: Method, _ url: Bytes, _ body: Bytes,
        keys: UnsafeMutablePointer<TemporaryKeys>?, projectID: Bytes, dateSeconds: Int64, _ canonical: inout ByteBuffer
    ) throws(ResourceExhausted) {
        let accessKey = keys.map { $0.pointee.accessKey.bytes } ?? accessKey.bytes
        let secretKey = keys.map { $0.pointee.secretKey.bytes } ?? secretKey.bytes
        let securityToken = keys.map { $0.pointee.securityToken.bytes } ?? securityToken.bytes
        if !projectID.isEmpty { try lines.appendHeader("X-Project-Id: ", projectID) }
        if !securityToken.isEmpty { try lines.appendHeader("X-Security-Token: ", securityToken) }
        canonical.removeAll()
        try Service.sign(
            &lines, method: method.name, url: url, body: body, signedHeaders: signedHeaders.bytes,
            key: SigningKey(accessKey: accessKey, secretKey: secretKey, form: signatureForm), dateSeconds: dateSeconds,
            canonical: &canonical)
        try appendHost(of: url, to: &lines)
    }
}

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
        signatureForm = form
        self.signedHeaders = signedHeaders
    }

    var signingKey: SigningKey {
        SigningKey(accessKey: accessKey.bytes, secretKey: secretKey.bytes, form: signatureForm)
    }
}

func terminatedCopy(_ text: Bytes) throws(ResourceExhausted) -> ByteBuffer {
    var copy = ByteBuffer()
    try copy.append(text)
    try copy.terminate()
    return copy
}

extension Credential {
    /// Appends the headers of a signed request. If `projectID` is empty, no project is sent.
    func sign(
        _ lines: inout ByteBuffer, _ method: Method, _ url: Bytes, _ body: Bytes, projectID: Bytes, dateSeconds: Int64,
        _ canonical: inout ByteBuffer
    ) throws(ResourceExhausted) {
        if !projectID.isEmpty { try lines.appendHeader("X-Project-Id: ", projectID) }
        if securityToken.count > 0 { try lines.appendHeader("X-Security-Token: ", securityToken.bytes) }
        canonical.removeAll()
        try Service.sign(
            &lines, method: method.name, url: url, body: body, signedHeaders: signedHeaders.bytes, key: signingKey,
            dateSeconds: dateSeconds, canonical: &canonical)
        try appendHost(of: url, to: &lines)
    }
}

/// Authenticates a request, as the gateway does before any other check.
struct Authentication {
    let request: Request
    /// The real time.
    let nowMS: Int64

    /// The sender, identified by the project, and the scope of the credential.
    struct Caller: Equatable {
        let project: String
        let scope: TokenScope
        let kind: CredentialKind
    }

    /// The largest accepted difference between a signature's time and the service's.
    static let windowMS: Int64 = 900_000

    func caller(in directory: inout UserDirectory) throws(ServiceError) -> Caller {
        switch request.credentialKind {
        case nil: throw request.headers["authorization"] == nil ? .noToken : .badAuthorization
        case .token: return try tokenOwner(in: directory)
        case .access, .credential: return try signer(in: &directory)
        }
    }

    private func tokenOwner(in directory: UserDirectory) throws(ServiceError) -> Caller {
        let token = request.headers["x-auth-token"] ?? ""
        if let project = directory.project(ofToken: token) {
            return Caller(project: project, scope: .project, kind: .token)
        }
        guard let issued = directory.issued(token), let owner = directory.user(issued.owner) else {
            throw .wrongToken
        }
        if issued.isRevoked { throw .revokedToken }
        if issued.expiresMS <= owner.serviceTimeMS(nowMS) { throw .expiredToken(issued.expiresMS) }
        return Caller(project: issued.owner, scope: issued.scope, kind: .token)
    }

    private func signer(in directory: inout UserDirectory) throws(ServiceError) -> Caller {
        guard let header = SignatureHeader(request.headers["authorization"] ?? "") else { throw .badAuthorization }
        guard let project = directory.project(ofKey: header.accessKey) else { throw .unknownKey(header.accessKey) }
        let found = try directory.change(project) { user throws(ServiceError) in
            try check(header, of: &user)
            return true
        }
        if found == nil { throw .unknownKey(header.accessKey) }
        return Caller(project: project, scope: .project, kind: header.scope == nil ? .access : .credential)
    }

    private func check(_ header: SignatureHeader, of user: inout User) throws(ServiceError) {
        let nowMS = user.serviceTimeMS(nowMS)
        guard user.settings.signatureForms.contains(header.form) else { throw .badAuthorization }
        if user.keyLock.isLocked(atMS: nowMS) { throw .lockedKey }
        guard request.headers["x-security-token"] == user.identity.securityToken else {
            throw .unknownKey(header.accessKey)
        }
        let date = request.headers["x-sdk-date"] ?? ""
        if let dateMS = BasicTime.milliseconds(date), abs(nowMS - dateMS) > Self.windowMS {
            throw .expiredSignature(date, nowMS: nowMS)
        }
        let signature = Signature(header: header, date: date)
        guard isSound(header, date), signature.isRight(for: request, secretKey: user.identity.secretKey) else {
            user.keyLock.noteWrong(user.settings, atMS: nowMS)
            throw .wrongSignature(signature.canonical(request))
        }
        user.keyLock.noteRight()
    }

    /// Returns true if the signature covers the time, and its scope is of that day.
    private func isSound(_ header: SignatureHeader, _ date: String) -> Bool {
        guard BasicTime.milliseconds(date) != nil, header.signedHeaders.contains("x-sdk-date") else { return false }
        return header.scope.map { date.hasPrefix($0.date) && $0.date.utf8.count == 8 } ?? true
    }
}

/// The kind of credential in a request.
enum CredentialKind: String {
    case token
    case access
    case credential
}

extension Request {
    /// The kind of credential; nil if there is no known one.
    var credentialKind: CredentialKind? {
        if let authorization = headers["authorization"] {
            guard let header = SignatureHeader(authorization) else { return nil }
            return header.form == .access ? .access : .credential
        }
        return headers["x-auth-token"]?.isEmpty == false ? .token : nil
    }
}

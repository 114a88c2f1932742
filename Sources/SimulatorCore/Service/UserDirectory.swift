/// All users, and indices to find them.
struct UserDirectory {
    private var users: [String: User] = [:]
    private var projectsByToken: [String: String] = [:]
    private var projectsByKey: [String: String] = [:]
    private var projectsByName: [String: String] = [:]
    private var issuedTokens: [String: IssuedToken] = [:]

    /// Adds a user. The newest user of a name or a key replaces older ones.
    mutating func add(_ user: User) {
        users[user.projectID] = user
        projectsByToken[user.identity.token] = user.projectID
        projectsByKey[user.identity.accessKey] = user.projectID
        projectsByName[user.identity.userName] = user.projectID
        projectsByName[user.identity.userID] = user.projectID
    }

    func user(_ projectID: String) -> User? {
        users[projectID]
    }

    func project(ofToken token: String) -> String? {
        projectsByToken[token]
    }

    func project(ofKey accessKey: String) -> String? {
        projectsByKey[accessKey]
    }

    /// - Parameter name: the name or the id of the user.
    func project(ofUser name: String) -> String? {
        projectsByName[name]
    }

    func issued(_ token: String) -> IssuedToken? {
        issuedTokens[token]
    }

    mutating func issue(_ token: String, _ issued: IssuedToken) {
        issuedTokens[token] = issued
    }

    /// Revokes all tokens that IAM has issued to a user.
    mutating func revokeTokens(of projectID: String) {
        for (token, issued) in issuedTokens where issued.owner == projectID {
            issuedTokens[token]?.isRevoked = true
        }
    }

    /// Returns the project of the sender. The URL takes precedence, so that a request with a wrong credential is logged
    /// for its user.
    func project(inPath projectID: String?, orOf request: Request) -> String? {
        if let projectID, users[projectID] != nil { return projectID }
        if let authorization = request.headers["authorization"] {
            return SignatureHeader(authorization).flatMap { projectsByKey[$0.accessKey] }
        }
        return request.headers["x-auth-token"].flatMap { projectsByToken[$0] ?? issuedTokens[$0]?.owner }
    }

    /// Returns the instance with that id, and its owner.
    func instance(_ id: String) -> (User, Instance)? {
        for user in users.values {
            if let instance = user.find(id) { return (user, instance) }
        }
        return nil
    }

    /// Changes a user in place, because a copy would include the whole log. Returns nil if there is no such user.
    mutating func change<Result, Failure: Error>(
        _ projectID: String, _ body: (inout User) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let index = users.index(forKey: projectID) else { return nil }
        return try body(&users.values[index])
    }
}

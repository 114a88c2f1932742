/// All users, and the ways to find one.
struct UserDirectory {
    private var users: [String: User] = [:]
    private var projectsByToken: [String: String] = [:]
    private var projectsByKey: [String: String] = [:]
    private var projectsByName: [String: String] = [:]
    private var issuedTokens: [String: IssuedToken] = [:]

    /// The newest user of a name or a key is the one that is found by it.
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

    /// - Parameter name: the user's name, or id.
    func project(ofUser name: String) -> String? {
        projectsByName[name]
    }

    func issued(_ token: String) -> IssuedToken? {
        issuedTokens[token]
    }

    mutating func issue(_ token: String, _ issued: IssuedToken) {
        issuedTokens[token] = issued
    }

    /// Has the service refuse all tokens that IAM has given to a user.
    mutating func revokeTokens(of projectID: String) {
        for (token, issued) in issuedTokens where issued.owner == projectID {
            issuedTokens[token]?.isRevoked = true
        }
    }

    /// Whose request it is: the address counts first, so that a request with a wrong credential is seen by its user.
    func project(inPath projectID: String?, orOf request: Request) -> String? {
        if let projectID, users[projectID] != nil { return projectID }
        if let authorization = request.headers["authorization"] {
            return SignatureHeader(authorization).flatMap { projectsByKey[$0.accessKey] }
        }
        return request.headers["x-auth-token"].flatMap { projectsByToken[$0] ?? issuedTokens[$0]?.owner }
    }

    /// The instance of that id, whoever's it is, and its owner.
    func instance(_ id: String) -> (User, Instance)? {
        for user in users.values {
            if let instance = user.find(id) { return (user, instance) }
        }
        return nil
    }

    /// Changes a user in place, for a copy would take its whole log along; nil where there is none.
    mutating func change<Result, Failure: Error>(
        _ projectID: String, _ body: (inout User) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let index = users.index(forKey: projectID) else { return nil }
        return try body(&users.values[index])
    }
}

/// All users, and the ways to find one.
struct UserDirectory {
    private var users: [String: User] = [:]
    private var projectsByToken: [String: String] = [:]
    private var projectsByInstance: [String: String] = [:]

    mutating func add(_ user: User) {
        users[user.projectID] = user
        projectsByToken[user.token] = user.projectID
    }

    func user(_ projectID: String) -> User? {
        users[projectID]
    }

    func project(ofToken token: String) -> String? {
        projectsByToken[token]
    }

    /// Whose request it is: the address counts first, so that a request with a wrong token is seen by its user.
    func project(inPath projectID: String, orOfToken token: String?) -> String? {
        users[projectID] != nil ? projectID : token.flatMap { projectsByToken[$0] }
    }

    /// The instance of that id, whoever's it is.
    func instance(_ id: String) -> Instance? {
        guard let project = projectsByInstance[id], let instance = users[project]?.instance else { return nil }
        return instance.id == id ? instance : nil
    }

    /// Changes a user in place, for a copy would take its whole log along; nil where there is none.
    mutating func change<Result, Failure: Error>(
        _ projectID: String, _ body: (inout User) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let index = users.index(forKey: projectID) else { return nil }
        let before = users.values[index].instance?.id
        let result = try body(&users.values[index])
        let after = users.values[index].instance?.id
        if after != before {
            if let before { projectsByInstance[before] = nil }
            if let after { projectsByInstance[after] = projectID }
        }
        return result
    }
}

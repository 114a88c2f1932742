/// The calls of IAM, on the same port as ModelArts.
struct IAMRoutes {
    let requestID: String
    /// The real time.
    let nowMS: Int64
    let endpoint: String

    func respond(to request: Request, in directory: inout UserDirectory) throws -> Response {
        let reception = Reception(requestID: requestID, nowMS: nowMS)
        let (call, project) = call(request, in: directory)
        var response = try reception.respond(to: request, as: call, of: project, in: &directory) {
            directory, serviceMS throws(ServiceError) in
            try request.checkLimits()
            switch call {
            case .iamTokens: return try makeToken(request, in: &directory, serviceMS)
            case .iamProjects: return try listProjects(request, in: &directory)
            default: throw .noRoute
            }
        }
        response.headers["X-IAM-Trace-Id"] = requestID
        return response
    }

    /// Returns the call, and the project of the user who sent the request.
    private func call(_ request: Request, in directory: UserDirectory) -> (CallName, project: String?) {
        switch (request.method, request.path) {
        case ("POST", "/v3/auth/tokens"):
            let name = try? TokenRequest(request).user
            return (.iamTokens, name.flatMap(directory.project(ofUser:)))
        case ("GET", "/v3/projects"), ("GET", "/v3/auth/projects"):
            return (.iamProjects, directory.project(inPath: nil, orOf: request))
        default:
            return (.unknown, directory.project(inPath: nil, orOf: request))
        }
    }

    private func makeToken(
        _ request: Request, in directory: inout UserDirectory, _ serviceMS: Int64
    ) throws(ServiceError) -> Reply {
        let query = try Query(request, names: ["nocatalog"])
        let wanted = try TokenRequest(request)
        guard let project = directory.project(ofUser: wanted.user), let user = directory.user(project),
            isRight(wanted, user.identity)
        else { throw .wrongPassword }
        directory.change(project) { $0.usePasscode() }
        let scope = try scope(wanted, user.identity)
        let token = RandomText.iamToken(bytes: user.settings.tokenBytes)
        let expiresMS = serviceMS + user.settings.tokenLifeMS
        directory.issue(token, IssuedToken(owner: project, scope: scope, expiresMS: expiresMS))
        let view = TokenView(identity: user.identity, scope: scope, issuedMS: serviceMS, expiresMS: expiresMS)
        let hasCatalog = user.settings.hasCatalog && !query.has("nocatalog")
        let json = view.json(catalogOf: hasCatalog ? endpoint : nil)
        return Reply(status: 201, headers: ["X-Subject-Token": token], json: ["token": json])
    }

    private func isRight(_ wanted: TokenRequest, _ identity: Identity) -> Bool {
        let isDomain = wanted.domain.map { $0 == identity.domainName || $0 == identity.domainID } ?? true
        let isUser = wanted.user == (wanted.isByID ? identity.userID : identity.userName)
        return isDomain && isUser && wanted.password == identity.password && wanted.passcode == identity.passcode
    }

    private func scope(_ wanted: TokenRequest, _ identity: Identity) throws(ServiceError) -> TokenScope {
        switch wanted.scope {
        case .none: return .none
        case .domain: return .domain
        case .project(let name, let id):
            guard name.map({ $0 == identity.projectName }) ?? true, id.map({ $0 == identity.projectID }) ?? true else {
                throw .iamNotFound("project: \(id ?? name ?? "")")
            }
            return .project
        }
    }

    private func listProjects(
        _ request: Request, in directory: inout UserDirectory
    ) throws(ServiceError) -> Reply {
        let query = try Query(
            request, names: ["name", "domain_id", "enabled", "parent_id", "is_domain", "page", "per_page"])
        let caller = try Authentication(request: request, nowMS: nowMS).caller(in: &directory)
        guard let user = directory.user(caller.project) else { throw .iamGeneric(401) }
        if user.settings.projectsNull { return Reply(json: ["projects": .null]) }
        let isWanted = query["name"].map { $0 == user.identity.projectName } ?? true
        let projects: [JSONValue] = isWanted ? [projectJSON(user.identity)] : []
        return Reply(json: ["links": links("/v3/projects"), "projects": .array(projects)])
    }

    private func projectJSON(_ identity: Identity) -> JSONValue {
        [
            "description": "", "domain_id": .string(identity.domainID), "enabled": true,
            "id": .string(identity.projectID), "is_domain": false,
            "links": ["self": .string("\(endpoint)/v3/projects/\(identity.projectID)")],
            "name": .string(identity.projectName), "parent_id": .string(identity.domainID),
        ]
    }

    private func links(_ path: String) -> JSONValue {
        ["next": .null, "previous": .null, "self": .string(endpoint + path)]
    }
}

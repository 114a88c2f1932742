/// The calls of the service, as the gateway and ModelArts answer them.
struct ServiceRoutes {
    let requestID: String
    /// The real time.
    let nowMS: Int64
    let endpoint: String

    /// Returns the response to a request, with the faults that the user has set.
    func respond(to request: Request, in directory: inout UserDirectory) throws -> Response {
        let segments = request.segments
        let projectID = segments.count > 1 ? segments[1] : ""
        let call = ServiceCall(method: request.method, rest: segments.dropFirst(2))
        let project = directory.project(inPath: projectID, orOf: request)
        let reception = Reception(requestID: requestID, nowMS: nowMS)
        return try reception.respond(to: request, as: call.name, of: project, in: &directory) {
            directory, serviceMS throws(ServiceError) in
            try carryOut(call, request, projectID, in: &directory, serviceMS)
        }
    }

    /// Checks size, route, credential and project, in the gateway's order, and carries out the call.
    private func carryOut(
        _ call: ServiceCall, _ request: Request, _ projectID: String, in directory: inout UserDirectory,
        _ serviceMS: Int64
    ) throws(ServiceError) -> Reply {
        try request.checkLimits()
        if call.name == .unknown { throw .noRoute }
        if call.name == .open, directory.user(projectID)?.settings.offersOpen == false { throw .noRoute }
        let caller = try Authentication(request: request, nowMS: nowMS).caller(in: &directory)
        guard caller.scope == .project else { throw .noProjectInToken }
        guard caller.project == projectID, names(projectID, request, caller) else { throw .wrongProject }
        let reply = try directory.change(projectID) { user throws(ServiceError) in
            user.makeExisting(atMS: serviceMS)
            return try carryOut(call, request, of: &user, serviceMS)
        }
        guard let reply else { throw .wrongProject }
        return reply
    }

    /// Returns true if the request names the project. A key may belong to several projects, so a signed request must
    /// name one.
    private func names(_ projectID: String, _ request: Request, _ caller: Authentication.Caller) -> Bool {
        let header = request.headers["x-project-id"]
        return header == projectID || (header == nil && caller.kind == .token)
    }

    private func carryOut(
        _ call: ServiceCall, _ request: Request, of user: inout User, _ nowMS: Int64
    ) throws(ServiceError) -> Reply {
        let notebooks = NotebookCalls(request: request, nowMS: nowMS, endpoint: endpoint)
        let leases = LeaseCalls(request: request, nowMS: nowMS)
        let catalog = CatalogCalls(request: request)
        switch call.name {
        case .open: return try notebooks.open(&user)
        case .create: return try notebooks.create(&user)
        case .show: return try notebooks.show(call.id, user)
        case .list: return try NotebookList(request, user).reply(nowMS: nowMS, endpoint: endpoint)
        case .start: return try notebooks.start(call.id, &user)
        case .stop: return try notebooks.stop(call.id, &user)
        case .delete: return try notebooks.delete(call.id, &user)
        case .update: return try NotebookUpdate(request, user).reply(call.id, &user, nowMS: nowMS)
        case .showLease: return try leases.show(call.id, user)
        case .renewLease: return try leases.renew(call.id, &user)
        case .listImages: return try ImageList(request).reply(user)
        case .showImage: return try catalog.showImage(call.id, user)
        case .listFlavors: return try catalog.listFlavors(user)
        case .listSwitchableFlavors: return try catalog.listSwitchableFlavors(call.id, user)
        case .iamTokens, .iamProjects, .unknown: throw .noRoute
        }
    }
}

/// The service's calls, as the gateway and ModelArts behind it answer them.
struct ServiceRoutes {
    let requestID: String
    let nowMS: Int64
    let endpoint: String

    /// Bytes of an address, and of one header and all of them, beyond which the gateway refuses.
    private static let targetLimitBytes = 32 * 1024
    private static let headerLimitBytes = 32 * 1024
    private static let headersLimitBytes = 128 * 1024

    /// Answers one request, misbehaving where the user's faults ask for it.
    func answer(_ request: Request, in directory: inout UserDirectory) throws -> Answer {
        let segments = request.segments
        let projectID = segments.count > 1 ? segments[1] : ""
        let call = ServiceCall(method: request.method, rest: segments.dropFirst(2))
        guard let fault = noteAndTakeFault(request, call, projectID, in: &directory) else {
            return try normalAnswer(request, call, projectID, in: &directory)
        }
        var answer: Answer
        if fault.keepsNormalAnswer {
            answer = try normalAnswer(request, call, projectID, in: &directory, spoil: fault.kind == .wrongType)
        } else {
            answer = try fault.answer(requestID: requestID)
        }
        if case .delivery(let delivery) = fault.kind { answer.delivery = delivery }
        answer.delayMS = fault.delayMS
        return answer
    }

    /// Enters the request into its user's log, and finds the fault that it is to meet.
    private func noteAndTakeFault(
        _ request: Request, _ call: ServiceCall, _ projectID: String, in directory: inout UserDirectory
    ) -> Fault? {
        let token = request.headers["x-auth-token"]
        guard let project = directory.project(inPath: projectID, orOfToken: token) else { return nil }
        let fault = directory.change(project) { user in
            user.log.append(request)
            return user.faults.take(for: call)
        }
        return fault ?? nil
    }

    private func normalAnswer(
        _ request: Request, _ call: ServiceCall, _ projectID: String, in directory: inout UserDirectory,
        spoil: Bool = false
    ) throws -> Answer {
        do throws(ServiceError) {
            var instance = try carryOut(request, call, projectID, in: &directory)
            if spoil { instance["lease"]?["duration"] = "not-a-number" }
            return try json(instance)
        } catch {
            return try error.answer(requestID: requestID)
        }
    }

    private func json(_ value: JSONValue) throws(ServiceError) -> Answer {
        do {
            return try .json(200, value)
        } catch {
            throw .generic(500)
        }
    }

    /// Checks in the gateway's order (size, route, token, project), then does what was asked.
    private func carryOut(
        _ request: Request, _ call: ServiceCall, _ projectID: String, in directory: inout UserDirectory
    ) throws(ServiceError) -> JSONValue {
        try checkLimits(request)
        if call == .unknown { throw .noRoute }
        guard let token = request.headers["x-auth-token"], !token.isEmpty else { throw .noToken }
        guard let ownProject = directory.project(ofToken: token) else { throw .wrongToken }
        guard ownProject == projectID else { throw .wrongProject }
        switch call {
        case .open:
            let wanted = try OpenRequest(request)
            let opened = directory.change(ownProject) { user in user.open(imageID: wanted.imageID, nowMS: nowMS) }
            guard let opened else { throw .wrongProject }
            return opened.json(atMS: nowMS, endpoint: endpoint, tellsTime: false)
        case .show(let id):
            guard let instance = directory.user(ownProject)?.instance, instance.id == id else {
                throw .noInstance(id)
            }
            return instance.json(atMS: nowMS, endpoint: endpoint, tellsTime: true)
        case .unknown:
            throw .noRoute
        }
    }

    private func checkLimits(_ request: Request) throws(ServiceError) {
        switch request.bodyFault {
        case nil: break
        case .tooLarge: throw .bodyTooLarge
        case .unreadable: throw .badRequest
        }
        if request.target.utf8.count > Self.targetLimitBytes { throw .targetTooLong }
        let sizes = request.headers.map { $0.key.utf8.count + $0.value.utf8.count }
        let valueSizes = request.headers.values.map(\.utf8.count)
        if valueSizes.contains(where: { $0 > Self.headerLimitBytes }) || sizes.reduce(0, +) > Self.headersLimitBytes {
            throw .headersTooLarge
        }
    }
}

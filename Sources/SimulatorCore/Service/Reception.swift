/// Handles what all requests have in common: the faults of the user, and the log.
struct Reception {
    let requestID: String
    /// The real time; each user's service may have another.
    let nowMS: Int64

    /// - Parameters:
    ///   - project: the project of the sender; nil if no user is found.
    ///   - carryOut: carries out the call, at the given time.
    func respond(
        to request: Request, as call: CallName, of project: String?, in directory: inout UserDirectory,
        _ carryOut: (inout UserDirectory, _ nowMS: Int64) throws(ServiceError) -> Reply
    ) throws -> Response {
        let (fault, serviceMS) = prepare(call, of: project, in: &directory)
        var response: Response
        if let fault, !fault.keepsNormalResponse {
            response = try fault.response(call, requestID: requestID)
        } else {
            response = try normalResponse(spoiled: fault?.kind == .wrongType) { () throws(ServiceError) in
                try carryOut(&directory, serviceMS)
            }
        }
        if case .delivery(let delivery)? = fault?.kind { response.delivery = delivery }
        response.delayMS = fault?.delayMS ?? 0
        // Headers that a fault has set are kept.
        response.headers.merge(["Date": httpDate(ms: serviceMS)]) { set, _ in set }
        if let project {
            let status = response.delivery == .reset ? nil : response.status
            directory.change(project) { $0.log.append(request, call, status: status) }
        }
        return response
    }

    /// Advances the user's instances to the current time, and finds the fault for the request.
    private func prepare(
        _ call: CallName, of project: String?, in directory: inout UserDirectory
    ) -> (Fault?, serviceMS: Int64) {
        let found = project.flatMap { project in
            directory.change(project) { user in
                let serviceMS = user.serviceTimeMS(nowMS)
                user.advance(toMS: serviceMS)
                return (user.faults.take(for: call), serviceMS)
            }
        }
        return found ?? (nil, nowMS)
    }

    private func normalResponse(
        spoiled: Bool, _ carryOut: () throws(ServiceError) -> Reply
    ) throws -> Response {
        do throws(ServiceError) {
            var reply = try carryOut()
            if spoiled { reply.spoil() }
            return try written(reply)
        } catch {
            return try error.response(requestID: requestID)
        }
    }

    private func written(_ reply: Reply) throws(ServiceError) -> Response {
        do {
            return try reply.response()
        } catch {
            throw .generic(500)
        }
    }
}

extension Request {
    /// The gateway's limits for the URL, for one header, and for all headers.
    private static let targetLimitBytes = 32 * 1024
    private static let headerLimitBytes = 32 * 1024
    private static let headersLimitBytes = 128 * 1024

    func checkLimits() throws(ServiceError) {
        switch bodyFault {
        case nil: break
        case .tooLarge: throw .bodyTooLarge
        case .unreadable: throw .badRequest
        }
        if target.utf8.count > Self.targetLimitBytes { throw .targetTooLong }
        let sizes = headers.map { $0.key.utf8.count + $0.value.utf8.count }
        let valueSizes = headers.values.map(\.utf8.count)
        if valueSizes.contains(where: { $0 > Self.headerLimitBytes }) || sizes.reduce(0, +) > Self.headersLimitBytes {
            throw .headersTooLarge
        }
    }
}

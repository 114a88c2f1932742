/// Responses that replace the normal one.
extension Fault {
    /// Returns the response of a fault that replaces the normal one.
    func response(_ call: CallName, requestID: String) throws -> Response {
        switch kind {
        case .status(let status, let headers, let body):
            var response = try Self.response(call, status: status, body: body, requestID: requestID)
            response.headers.merge(headers) { _, given in given }
            return response
        case .body(let body, let status, let headers):
            var response = Response.text(status, "application/json", body)
            response.headers.merge(headers) { _, given in given }
            return response
        case .html:
            return .text(200, "text/html; charset=utf-8", Self.page)
        case .list:
            return .text(200, "application/json", "[]")
        case .empty:
            return .bare(200)
        case .latency, .wrongType, .delivery:
            return Response(status: 200, headers: ["Content-Type": "application/json"])
        }
    }

    private static func response(
        _ call: CallName, status: Int, body: String?, requestID: String
    ) throws -> Response {
        if let body { return .text(status, "application/json", body) }
        // The tables contain only errors, so statuses below 400 have no body.
        if status < 400 { return .bare(status) }
        let error = call.isIAM ? ServiceError.iamGeneric(status) : ServiceError.generic(status)
        return try error.response(requestID: requestID)
    }

    private static let page = """
        <!DOCTYPE html>
        <html><head><title>Welcome</title></head><body><h1>Log in to use this network</h1></body></html>

        """
}

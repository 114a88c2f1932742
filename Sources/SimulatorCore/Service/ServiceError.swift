/// A refusal, in the words and codes of the service's tables.
///
/// The gateway in front of ModelArts (`APIG.…`) puts the request id into the body; ModelArts itself does not.
struct ServiceError: Error, Equatable {
    let status: Int
    let code: String
    let message: String

    func answer(requestID: String) throws -> Answer {
        var body: JSONValue = ["error_code": .string(code), "error_msg": .string(message)]
        if code.hasPrefix("APIG.") { body["request_id"] = .string(requestID) }
        return try .json(status, body)
    }
}

extension ServiceError {
    static let noRoute = ServiceError(
        status: 404, code: "APIG.0101", message: "The API does not exist or has not been published in the environment")
    static let noToken = ServiceError(
        status: 401, code: "ModelArts.0201", message: "The request carries no token; X-Auth-Token is missing.")
    static let wrongToken = ServiceError(
        status: 401, code: "APIG.0301",
        message: "Incorrect IAM authentication information: decrypt token fail")
    static let wrongProject = ServiceError(
        status: 403, code: "ModelArts.0210",
        message: "The project ID in the URL is not that of the token.")
    static let badRequest = ServiceError(status: 400, code: "APIG.0602", message: "Bad request")
    static let bodyTooLarge = ServiceError(
        status: 413, code: "APIG.0201", message: "Request entity too large: at most 12 MB")
    static let targetTooLong = ServiceError(
        status: 414, code: "APIG.0201", message: "Request URI too long: at most 32 KB")
    static let headersTooLarge = ServiceError(
        status: 494, code: "APIG.0201", message: "Request headers too large: at most 32 KB each, 128 KB in all")

    static func noInstance(_ id: String) -> ServiceError {
        ServiceError(status: 400, code: "ModelArts.6309", message: "The instance \(id) does not exist.")
    }

    static func noImage(_ id: String) -> ServiceError {
        ServiceError(status: 400, code: "ModelArts.6797", message: "The image \(id) was not found.")
    }

    static func badPayload(_ reason: String) -> ServiceError {
        ServiceError(status: 400, code: "ModelArts.6400", message: "The request payload is invalid, \(reason).")
    }

    static func wrongType(_ name: String, _ type: String) -> ServiceError {
        ServiceError(
            status: 400, code: "ModelArts.6332", message: "The parameter '\(name)' must be of the type '\(type)'.")
    }

    static func badParameter(_ reason: String) -> ServiceError {
        ServiceError(status: 400, code: "ModelArts.0104", message: "Parameter error: \(reason).")
    }

    /// What the service, or the gateway in front of it, says with a status when nothing else is known.
    static func generic(_ status: Int) -> ServiceError {
        let (code, message) =
            switch status {
            case 400: ("ModelArts.0101", "The argument is invalid.")
            case 401: ("APIG.0301", "Incorrect IAM authentication information: token expires")
            case 403: ("APIG.0302", "The IAM user is not authorized to access the API")
            case 404: (noRoute.code, noRoute.message)
            case 408: ("ModelArts.6100", "The request timed out. Try again later.")
            case 413, 414, 494: ("APIG.0201", "Bad request")
            case 429:
                (
                    "APIG.0308",
                    "The throttling threshold has been reached: policy api over ratelimit,limit:200,time:1 second"
                )
            case 502: ("APIG.0202", "Backend unavailable")
            case 503: ("APIG.0613", "The IAM service is faulty")
            case 504: ("APIG.0203", "Backend timeout")
            case 500...: ("ModelArts.6102", "Internal server error.")
            default: ("ModelArts.0104", "Parameter error.")
            }
        return ServiceError(status: status, code: code, message: message)
    }
}

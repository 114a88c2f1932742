/// An error, with the texts and codes of the service's tables.
///
/// The gateway of ModelArts (`APIG.…`) puts the request id into the body; ModelArts itself does not. Bodies of IAM have
/// another form, with a title instead of the code.
struct ServiceError: Error, Equatable {
    let status: Int
    let code: String
    let message: String
    var isIAM = false

    func response(requestID: String) throws -> Response {
        if isIAM {
            let error: JSONValue = [
                "code": .integer(Int64(status)), "message": .string(message), "title": .string(code),
            ]
            return try .json(status, ["error": error])
        }
        var body: JSONValue = ["error_code": .string(code), "error_msg": .string(message)]
        if code.hasPrefix("APIG.") { body["request_id"] = .string(requestID) }
        return try .json(status, body)
    }
}

extension ServiceError {
    static let noRoute = ServiceError(
        status: 404, code: "APIG.0101", message: "The API does not exist or has not been published in the environment")
    static let badRequest = ServiceError(status: 400, code: "APIG.0602", message: "Bad request")
    static let bodyTooLarge = ServiceError(
        status: 413, code: "APIG.0201", message: "Request entity too large: at most 12 MB")
    static let targetTooLong = ServiceError(
        status: 414, code: "APIG.0201", message: "Request URI too long: at most 32 KB")
    static let headersTooLarge = ServiceError(
        status: 494, code: "APIG.0201", message: "Request headers too large: at most 32 KB each, 128 KB in all")

    /// Returns the error of the service or its gateway for a status without further details.
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

/// Errors of ModelArts itself, by the numbers of its table.
extension ServiceError {
    private static func refusal(_ number: String, _ message: String, status: Int = 400) -> ServiceError {
        ServiceError(status: status, code: "ModelArts.\(number)", message: message)
    }

    // Arguments

    static func badParameter(_ reason: String) -> ServiceError {
        refusal("0104", "Parameter error: \(reason).")
    }

    static func invalidValue(_ name: String, _ value: String) -> ServiceError {
        refusal("0107", "The value of the parameter (\(name), \(value)) is invalid.")
    }

    static func notSortable(_ field: String) -> ServiceError {
        refusal("6303", "The field \(field) cannot be sorted by.")
    }

    static let noVolume = refusal("6316", "The parameter 'volume' is missing.")
    static let forbiddenCharacter = refusal("6334", "The name or the description has a character that is not allowed.")

    static func wrongType(_ name: String, _ type: String) -> ServiceError {
        refusal("6332", "The parameter '\(name)' must be of the type '\(type)'.")
    }

    static func required(_ name: String) -> ServiceError {
        refusal("6335", "The parameter '\(name)' is required.")
    }

    static func badPayload(_ reason: String) -> ServiceError {
        refusal("6400", "The request payload is invalid, \(reason).")
    }

    static let badDuration = refusal(
        "6349", "The duration must be from \(Lease.rangeMS.lowerBound) to \(Lease.rangeMS.upperBound).")

    static func noImage(_ id: String) -> ServiceError {
        refusal("6797", "The image \(id) was not found.")
    }

    /// The error for a text that is not an image id.
    static let noSuchResource = refusal("0015", "The resource does not exist.", status: 404)

    // Instances

    static let instanceExists = refusal("6301", "The instance exists already.")
    static let instanceLimit = refusal("6302", "The number of instances has reached its limit.")

    static func stopFirst(_ id: String) -> ServiceError {
        refusal("6304", "The instance \(id) must be stopped before it is deleted.")
    }

    static func alreadyRunning(_ id: String) -> ServiceError {
        refusal("6305", "The instance \(id) is running already.")
    }

    static func beingStarted(_ id: String) -> ServiceError {
        refusal("6306", "The instance \(id) is being started.")
    }

    static func alreadyStopped(_ id: String) -> ServiceError {
        refusal("6307", "The instance \(id) is stopped already.")
    }

    static func beingStopped(_ id: String) -> ServiceError {
        refusal("6308", "The instance \(id) is being stopped.")
    }

    static func noInstance(_ id: String) -> ServiceError {
        refusal("6309", "The instance \(id) does not exist.")
    }

    static func frozen(_ id: String) -> ServiceError {
        refusal("6326", "The instance \(id) is frozen: the account is in arrears.")
    }

    static func notRunning(_ id: String) -> ServiceError {
        refusal("6327", "The instance \(id) is not running.")
    }

    static func frozenParameter(_ name: String, _ status: String) -> ServiceError {
        refusal("6347", "The parameter '\(name)' cannot be changed in the status '\(status)'.")
    }

    static func busy(_ id: String) -> ServiceError {
        refusal("6357", "The instance \(id) is busy with another operation, or in that state already.")
    }

    // Flavors

    static func noFlavor(_ id: String) -> ServiceError {
        refusal("6323", "The flavor \(id) is not supported.")
    }

    static func soldOut(_ id: String) -> ServiceError {
        refusal("6716", "The flavor \(id) is sold out.")
    }

    static func cannotSwitch(_ id: String, _ flavor: String) -> ServiceError {
        refusal("6792", "The instance \(id) cannot be switched to the flavor \(flavor).")
    }

    static func wrongFeature(_ flavor: String, _ feature: String) -> ServiceError {
        refusal("6870", "The flavor \(flavor) is not for instances of the feature \(feature).")
    }
}

/// Errors about credentials, from the gateway and ModelArts.
extension ServiceError {
    private static func gateway(_ reason: String) -> ServiceError {
        ServiceError(
            status: 401, code: "APIG.0301", message: "Incorrect IAM authentication information: \(reason)")
    }

    static let noToken = refusal("0201", "The request carries no token; X-Auth-Token is missing.", status: 401)
    static let revokedToken = refusal("0203", "The token cannot be read.", status: 401)
    static let badAuthorization = refusal("0206", "The Authorization header is malformed.", status: 401)
    static let noProjectInToken = refusal("0212", "The token lacks a project.", status: 401)
    static let wrongProject = refusal(
        "0210", "The project ID in the URL is not that of the credential.", status: 403)
    static let wrongToken = gateway("decrypt token fail")
    static let lockedKey = gateway("AK access failed to reach the limit,forbidden")

    static func expiredToken(_ expiresMS: Int64) -> ServiceError {
        gateway("token expires, expires_at: \(BasicTime.iamText(ms: expiresMS))")
    }

    static func unknownKey(_ accessKey: String) -> ServiceError {
        gateway("Get secretKey failed,ak:\(accessKey),err:ak not exist")
    }

    static func expiredSignature(_ date: String, nowMS: Int64) -> ServiceError {
        gateway(
            "calc aksk signature fail:signature expired, signature time:\(date),"
                + "server time:\(BasicTime.text(ms: nowMS))")
    }

    static func wrongSignature(_ canonical: CanonicalRequest) -> ServiceError {
        gateway("verify aksk signature fail, canonicalRequest:\(canonical.echo)")
    }
}

/// Errors of IAM.
extension ServiceError {
    private static func iam(_ status: Int, _ title: String, _ message: String) -> ServiceError {
        ServiceError(status: status, code: title, message: message, isIAM: true)
    }

    static let wrongPassword = iam(401, "Unauthorized", "The username or password is wrong.")

    static func iamBadRequest(_ reason: String) -> ServiceError {
        iam(400, "Bad Request", reason)
    }

    static func iamNotFound(_ what: String) -> ServiceError {
        iam(404, "Not Found", "Could not find \(what).")
    }

    /// Returns IAM's error for a status without further details.
    static func iamGeneric(_ status: Int) -> ServiceError {
        switch status {
        case 401: iam(status, "Unauthorized", "The request you have made requires authentication.")
        case 403: iam(status, "Forbidden", "You are not authorized to perform the requested action.")
        case 404: iam(status, "Not Found", "The requested resource could not be found.")
        case 429: iam(status, "Too Many Requests", "policy ip over ratelimit,limit:5,time:1 second")
        case 503: iam(status, "Service Unavailable", "The service is unavailable.")
        case 500...: iam(status, "Internal Server Error", "An unexpected error prevented the server from answering.")
        default: iam(status, "Bad Request", "The request is not valid.")
        }
    }
}

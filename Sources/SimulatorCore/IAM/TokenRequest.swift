import Foundation

/// The body of a request for a token: name or id, password, passcode, account, and the scope of the token.
struct TokenRequest: Equatable {
    /// The name or the id of the user.
    let user: String
    let isByID: Bool
    let password: String
    /// Of the user's MFA device.
    let passcode: String?
    /// The name or the id of the account; required with a user's name.
    let domain: String?
    let scope: Scope

    enum Scope: Equatable {
        case none
        case domain
        /// By its name or its id.
        case project(name: String?, id: String?)
    }

    init(_ request: Request) throws(ServiceError) {
        guard request.headers["content-type"]?.lowercased().hasPrefix("application/json") == true else {
            throw .iamBadRequest("Content-Type must be application/json.")
        }
        guard let body = try? JSONValue(parsing: request.body), let auth = body["auth"] else {
            throw .iamBadRequest("The request body has no 'auth'.")
        }
        guard case .array(let methods)? = auth["identity"]?["methods"],
            methods == ["password"] || methods == ["password", "totp"]
        else {
            throw .iamBadRequest("The only methods here are 'password', and 'password' with 'totp'.")
        }
        guard let user = auth["identity"]?["password"]?["user"], let password = user["password"]?.string else {
            throw .iamBadRequest("The request body has no user with a password.")
        }
        self.password = password
        isByID = user["id"] != nil
        guard let name = (user["id"] ?? user["name"])?.string else {
            throw .iamBadRequest("The user has neither name nor id.")
        }
        self.user = name
        domain = (user["domain"]?["name"] ?? user["domain"]?["id"])?.string
        guard isByID || domain != nil else { throw .iamBadRequest("The user has no domain.") }
        passcode = methods.count == 1 ? nil : try Self.passcode(auth["identity"]?["totp"]?["user"], of: user)
        scope = try Self.scope(auth["scope"])
    }

    /// Both methods must be of the same user.
    private static func passcode(_ value: JSONValue?, of user: JSONValue) throws(ServiceError) -> String {
        guard let value, let passcode = value["passcode"]?.string else {
            throw .iamBadRequest("The request body has no user with a passcode.")
        }
        guard value["id"] == user["id"], value["name"] == user["name"], value["domain"] == user["domain"] else {
            throw .iamBadRequest("The methods are of different users.")
        }
        return passcode
    }

    private static func scope(_ value: JSONValue?) throws(ServiceError) -> Scope {
        guard let value else { return .none }
        if let project = value["project"] {
            let (name, id) = (project["name"]?.string, project["id"]?.string)
            guard name != nil || id != nil else { throw .iamBadRequest("The project has neither name nor id.") }
            return .project(name: name, id: id)
        }
        guard value["domain"] != nil else { throw .iamBadRequest("The scope is neither a project nor a domain.") }
        return .domain
    }
}

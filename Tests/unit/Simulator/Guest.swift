import Foundation

@testable import SimulatorCore

/// A user that a test has made for itself, as a client of the service.
struct Guest {
    let time: ManualClock
    let simulator: Simulator
    let identity: JSONValue

    /// - Parameter settings: the user's settings as JSON.
    init(_ settings: String = "{}", time: ManualClock = ManualClock(), simulator: Simulator? = nil) throws {
        self.time = time
        let made = simulator ?? Simulator(clock: time.clock)
        made.endpoint = "http://127.0.0.1:8080"
        self.simulator = made
        let response = made.respond(to: Request("POST", "/simulator/users", body: Data(settings.utf8)))
        guard response.status == 201 else { throw WrongShape() }
        identity = try response.json()
    }

    func field(_ name: String) throws -> String {
        try identity.text(name)
    }

    /// Below the user's project, with the user's token.
    func call(_ method: String, _ path: String, _ body: String = "", token: String? = nil) throws -> Response {
        let headers = ["x-auth-token": try token ?? field("token"), "content-type": "application/json"]
        let target = "/v1/\(try field("project_id"))\(path)"
        return simulator.respond(to: Request(method, target, headers: headers, body: Data(body.utf8)))
    }

    func control(_ method: String, _ part: String, _ body: String = "") throws -> Response {
        let target = "/simulator/users/\(try field("project_id"))\(part)"
        return simulator.respond(to: Request(method, target, body: Data(body.utf8)))
    }

    /// Opens the free instance and gives its path below the project.
    func opened(_ status: String? = nil) throws -> String {
        let id = try call("POST", "/notebooks/open", "{}").json().text("id")
        if let status { _ = try control("PATCH", "/instance", #"{"status":"\#(status)"}"#) }
        return "/notebooks/\(id)"
    }

    /// Asks IAM for a token.
    ///
    /// - Parameter scope: JSON of it; nil: none.
    func signIn(
        password: String? = nil, domain: String? = nil,
        scope: String? = #"{"project":{"name":"eu-de"}}"#, query: String = ""
    ) throws -> Response {
        let account = #""domain":{"name":"\#(try domain ?? field("domain_name"))"}"#
        let secret = #""password":"\#(try password ?? field("password"))""#
        let user = #"{"name":"\#(try field("user_name"))",\#(secret),\#(account)}"#
        let scoped = scope.map { #","scope":\#($0)"# } ?? ""
        let body = #"{"auth":{"identity":{"methods":["password"],"password":{"user":\#(user)}}\#(scoped)}}"#
        let headers = ["content-type": "application/json;charset=utf8"]
        return simulator.respond(
            to:
                Request("POST", "/v3/auth/tokens" + query, headers: headers, body: Data(body.utf8)))
    }

    /// Of the requests so far, by that key.
    func log(_ key: String) throws -> [JSONValue] {
        guard case .array(let entries) = try control("GET", "/requests").json() else { throw WrongShape() }
        return entries.map { $0[key] ?? .null }
    }
}

extension JSONValue {
    /// The elements at a key.
    func items(_ key: String) throws -> [JSONValue] {
        guard case .array(let items)? = self[key] else { throw WrongShape() }
        return items
    }
}

import Foundation
import Testing

@testable import SimulatorCore

@Suite("IAM")
struct IAMTests {
    private func token(_ response: Response) throws -> String {
        #expect(response.status == 201)
        return try #require(response.headers["X-Subject-Token"])
    }

    @Test("A token for a project works there, and its response has what a client needs to know")
    func projectToken() throws {
        let guest = try Guest(#"{"token_bytes":32768}"#)
        let response = try guest.signIn()
        let token = try token(response)
        #expect(token.utf8.count == 32_768)
        #expect(token.hasPrefix("MII"))
        let json = try response.json()
        #expect(try json.text("token", "expires_at") == "2021-12-08T01:50:05.440000Z")
        #expect(try json.text("token", "issued_at") == "2021-12-07T01:50:05.440000Z")
        #expect(try json.text("token", "project", "id") == guest.field("project_id"))
        #expect(try json.text("token", "user", "name") == guest.field("user_name"))
        let services = try #require(json["token"]).items("catalog")
        let own = try #require(services.first { $0["type"] == "modelarts" }).items("endpoints")
        #expect(try own.first?.text("url") == "http://127.0.0.1:8080/v1/\(guest.field("project_id"))")
        #expect(try guest.call("GET", "/images", token: token).status == 200)
        #expect(try guest.log("call") == ["iam_tokens", "list_images"])
    }

    @Test(
        "The catalog can be left out, by the request and for the user",
        arguments: [("?nocatalog=1", "{}"), ("?nocatalog", "{}"), ("", #"{"catalog":false}"#)])
    func withoutCatalog(query: String, user: String) throws {
        let response = try Guest(user).signIn(query: query)
        #expect(response.status == 201)
        #expect(try response.json()["token"]?["catalog"] == nil)
    }

    @Test("A token expires by the service's clock, and a new one does not shorten its life")
    func expires() throws {
        let guest = try Guest(#"{"token_life_ms":1000,"clock_offset_ms":-60000}"#)
        let first = try token(guest.signIn())
        guest.time.advance(byMS: 999)
        _ = try guest.signIn()
        #expect(try guest.call("GET", "/images", token: first).status == 200)
        guest.time.advance(byMS: 1)
        let refused = try guest.call("GET", "/images", token: first)
        #expect(refused.status == 401)
        #expect(try refused.json().text("error_msg").contains("token expires, expires_at: 2021-12-07T01:49:06.440000Z"))
    }

    @Test("Tokens of IAM can be revoked; the fixed one cannot")
    func revokes() throws {
        let guest = try Guest()
        let token = try token(guest.signIn())
        #expect(try guest.control("DELETE", "/tokens").status == 204)
        #expect(try guest.call("GET", "/images", token: token).errorCode() == "ModelArts.0203")
        #expect(try guest.call("GET", "/images").status == 200)
        let next = try self.token(guest.signIn())
        #expect(try guest.call("GET", "/images", token: next).status == 200)
    }

    static let scopes: [(String?, String)] = [
        (nil, "ModelArts.0212"), (#"{"domain":{"name":"any"}}"#, "ModelArts.0212"),
    ]

    @Test("ModelArts refuses a token without a project, and IAM accepts it", arguments: scopes)
    func withoutProject(scope: String?, code: String) throws {
        let guest = try Guest()
        let token = try token(guest.signIn(scope: scope))
        #expect(try guest.call("GET", "/images", token: token).errorCode() == code)
        let request = Request("GET", "/v3/projects?name=eu-de", headers: ["x-auth-token": token])
        let projects = try guest.simulator.respond(to: request).json().items("projects")
        #expect(try projects.map { try $0.text("id") } == [guest.field("project_id")])
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let name: String
        let body: String
        let status: Int
        var type = "application/json"

        var testDescription: String { name }
    }

    private static func body(
        name: String = "anna", password: String = "secret", domain: String = "acme", scope: String = ""
    ) -> String {
        let user = #"{"name":"\#(name)","password":"\#(password)","domain":{"name":"\#(domain)"}}"#
        return #"{"auth":{"identity":{"methods":["password"],"password":{"user":\#(user)}}\#(scope)}}"#
    }

    static let refusals = [
        Refusal(name: "a wrong password", body: body(password: "x"), status: 401),
        Refusal(name: "a user that is not there", body: body(name: "x"), status: 401),
        Refusal(name: "another domain", body: body(domain: "x"), status: 401),
        Refusal(
            name: "a project that is not there", body: body(scope: #","scope":{"project":{"name":"x"}}"#), status: 404),
        Refusal(name: "a project without a name", body: body(scope: #","scope":{"project":{}}"#), status: 400),
        Refusal(name: "a scope of another kind", body: body(scope: #","scope":{"galaxy":{}}"#), status: 400),
        Refusal(name: "a form", body: body(), status: 400, type: "application/x-www-form-urlencoded"),
        Refusal(name: "no JSON", body: "{", status: 400),
        Refusal(name: "no identity", body: #"{"auth":{}}"#, status: 400),
        Refusal(name: "a method that is not there", body: #"{"auth":{"identity":{"methods":["totp"]}}}"#, status: 400),
    ]

    @Test("Refusals have IAM's format", arguments: refusals)
    func refuses(_ wanted: Refusal) throws {
        let guest = try Guest(#"{"user_name":"anna","password":"secret","domain_name":"acme"}"#)
        let request = Request(
            "POST", "/v3/auth/tokens", headers: ["content-type": wanted.type], body: Data(wanted.body.utf8))
        let response = guest.simulator.respond(to: request)
        #expect(response.status == wanted.status)
        #expect(response.headers["X-Subject-Token"] == nil)
        #expect(try response.json().integer("error", "code") == Int64(wanted.status))
        #expect(try !response.json().text("error", "message").isEmpty)
    }

    @Test("Projects are found by name, or are null where configured")
    func projects() throws {
        let guest = try Guest()
        func list(_ query: String) throws -> JSONValue {
            let headers = ["x-auth-token": try guest.field("token")]
            return try guest.simulator.respond(to: Request("GET", "/v3/projects" + query, headers: headers)).json()
        }
        #expect(try list("").items("projects").count == 1)
        #expect(try list("?name=eu-nl").items("projects").isEmpty)
        _ = try guest.control("PATCH", "", #"{"projects_null":true}"#)
        #expect(try list("?name=eu-de") == ["projects": .null])
        #expect(guest.simulator.respond(to: Request("GET", "/v3/projects")).status == 401)
    }

    @Test("Faults of IAM's calls must be configured by name, and have IAM's format")
    func faults() throws {
        let guest = try Guest()
        _ = try guest.control("PUT", "/faults", #"[{"kind":"status","status":503,"times":0}]"#)
        #expect(try guest.signIn().status == 201)
        _ = try guest.control("PUT", "/faults", #"[{"kind":"status","status":503,"call":"iam_tokens"}]"#)
        let response = try guest.signIn()
        #expect(response.status == 503)
        #expect(try response.json().text("error", "title") == "Service Unavailable")
        #expect(try guest.signIn().status == 201)
    }
}

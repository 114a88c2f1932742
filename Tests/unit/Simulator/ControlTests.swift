import Foundation
import Testing

@testable import SimulatorCore

@Suite("Control calls")
struct ControlTests {
    private func addUser(_ simulator: Simulator, _ settings: String) throws -> (project: String, token: String) {
        let response = simulator.respond(to: Request("POST", "/simulator/users", body: Data(settings.utf8)))
        #expect(response.status == 201)
        let user = try response.json()
        return (try user.text("project_id"), try user.text("token"))
    }

    @Test("Users are independent")
    func independent() throws {
        let simulator = Simulator(clock: ManualClock().clock)
        let one = try addUser(simulator, #"{"step_ms":0}"#)
        let two = try addUser(simulator, "")
        func open(_ user: (project: String, token: String), in project: String) -> Response {
            let headers = ["x-auth-token": user.token, "content-type": "application/json"]
            return simulator.respond(
                to:
                    Request("POST", "/v1/\(project)/notebooks/open", headers: headers, body: Data("{}".utf8)))
        }
        let first = try open(one, in: one.project).json()
        let second = try open(two, in: two.project).json()
        #expect(try first.text("status") == "RUNNING")
        #expect(try second.text("status") == "CREATING")
        #expect(try first.text("id") != second.text("id"))
        #expect(try open(one, in: two.project).errorCode() == "ModelArts.0210")
        let foreign = Request(
            "GET", "/v1/\(one.project)/notebooks/\(try second.text("id"))", headers: ["x-auth-token": one.token])
        #expect(try simulator.respond(to: foreign).errorCode() == "ModelArts.6309")
    }

    @Test("The log has what the user sent, whatever the response")
    func log() throws {
        let bench = try Bench(faults: [#"{"kind":"reset"}"#])
        _ = bench.open(#"{"image_id":""}"#)
        let wrongToken = ["x-auth-token": "wrong", "x-language": "en-us"]
        _ = bench.simulator.respond(to: Request("GET", "/v1/\(bench.projectID)/notebooks/x?a=b", headers: wrongToken))
        let entries = try bench.requests()
        #expect(
            entries == [
                [
                    "method": "POST", "path": "/v1/\(bench.projectID)/notebooks/open", "body": #"{"image_id":""}"#,
                    "headers": ["x-auth-token": .string(bench.token), "content-type": "application/json"],
                    "call": "open", "credential": "token", "status": .null,
                ],
                [
                    "method": "GET", "path": "/v1/\(bench.projectID)/notebooks/x?a=b", "body": "",
                    "headers": ["x-auth-token": "wrong", "x-language": "en-us"],
                    "call": "show", "credential": "token", "status": 401,
                ],
            ])
        #expect(bench.control("DELETE", "/requests").status == 204)
        #expect(try bench.requests().isEmpty)
    }

    @Test("The log drops its oldest entries at its limit")
    func boundedLog() throws {
        var log = RequestLog()
        for index in 0...RequestLog.capacity { log.append(Request("GET", "/\(index)"), .show, status: 200) }
        #expect(log.entries.count <= RequestLog.capacity)
        #expect(log.entries.last?.path == "/\(RequestLog.capacity)")
        log.append(Request("POST", "/", body: Data(count: RequestLog.bodyLimitBytes + 1)), .open, status: 200)
        #expect(log.entries.last?.body.utf8.count == RequestLog.bodyLimitBytes)
    }

    @Test("New settings are those of the next instance")
    func settings() throws {
        let bench = try Bench(Settings(stepMS: 10))
        _ = try bench.openedID()
        #expect(bench.control("PATCH", "", #"{"fail_start":"full","step_ms":0}"#).status == 204)
        #expect(bench.control("DELETE", "/instance").status == 204)
        let failed = try bench.open().json()
        #expect(try failed.text("status") == "CREATE_FAILED")
        #expect(try failed.text("fail_reason") == "full")
        #expect(bench.control("PATCH", "", #"{"fail_start":null}"#).status == 204)
        #expect(bench.control("DELETE", "/instance").status == 204)
        #expect(try bench.open().json().text("status") == "RUNNING")
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let method: String
        let path: String
        let body: String
        let status: Int

        var testDescription: String { "\(method) \(path) \(body)" }
    }

    private static let user = "/simulator/users/77b6a44cba5143ab91d13ab9a8ff44fd"

    static let refusals = [
        Refusal(method: "GET", path: "/simulator", body: "", status: 404),
        Refusal(method: "GET", path: "/simulator/user", body: "", status: 404),
        Refusal(method: "GET", path: "/simulator/users", body: "", status: 405),
        Refusal(method: "POST", path: "/simulator/users", body: #"{"step_ms":-1}"#, status: 400),
        Refusal(method: "POST", path: "/simulator/users", body: #"{"step_ms":"10"}"#, status: 400),
        Refusal(method: "POST", path: "/simulator/users", body: #"{"step_ms":1.5}"#, status: 400),
        Refusal(method: "POST", path: "/simulator/users", body: #"{"steps":1}"#, status: 400),
        Refusal(method: "POST", path: "/simulator/users", body: "[]", status: 400),
        Refusal(method: "POST", path: "/simulator/users", body: "{", status: 400),
        Refusal(method: "PATCH", path: "/simulator/users/nobody", body: "{}", status: 404),
        Refusal(method: "GET", path: user, body: "", status: 405),
        Refusal(method: "GET", path: user + "/nothing", body: "", status: 404),
        Refusal(method: "GET", path: user + "/requests/more", body: "", status: 404),
        Refusal(method: "POST", path: user + "/faults", body: "[]", status: 405),
        Refusal(method: "PATCH", path: user + "/instance", body: "{}", status: 404),
    ]

    @Test("with invalid values are refused, with a sentence that says why", arguments: refusals)
    func refuse(_ wanted: Refusal) throws {
        let bench = try Bench()
        let response = bench.simulator.respond(to: Request(wanted.method, wanted.path, body: Data(wanted.body.utf8)))
        #expect(response.status == wanted.status)
        #expect(try !response.json().text("error").isEmpty)
        #expect((response.headers["Allow"] != nil) == (wanted.status == 405))
    }

    @Test("A change with an unknown key is refused completely")
    func misspelt() throws {
        let bench = try Bench()
        let id = try bench.openedID()
        #expect(bench.control("PATCH", "/instance", #"{"status":"STOPPED","urll":"x"}"#).status == 400)
        #expect(try bench.show(id).json().text("status") == "CREATING")
    }
}

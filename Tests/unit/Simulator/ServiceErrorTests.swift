import Foundation
import Testing

@testable import SimulatorCore

@Suite("Refusals of the service")
struct ServiceErrorTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        var method = "POST"
        var path = "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/notebooks/open"
        var token: String? = "MIIToken"
        var contentType: String? = "application/json"
        var body = "{}"
        let status: Int
        let code: String

        var testDescription: String { name }
    }

    private static let show = "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/notebooks/f9937afa-ca78-45b6-bc12-7ecf42553c48"

    static let cases = [
        Case(name: "no token", token: nil, status: 401, code: "ModelArts.0201"),
        Case(name: "an empty token", token: "", status: 401, code: "ModelArts.0201"),
        Case(name: "a wrong token", token: "other", status: 401, code: "APIG.0301"),
        Case(
            name: "a project that is not the token's", path: "/v1/other/notebooks/open", status: 403,
            code: "ModelArts.0210"),
        Case(name: "an instance that does not exist", method: "GET", path: show, status: 400, code: "ModelArts.6309"),
        Case(
            name: "a route that does not exist", method: "GET", path: "/v1/p/notebook", status: 404, code: "APIG.0101"),
        Case(
            name: "a method that the route does not have", method: "PATCH", path: show, status: 404, code: "APIG.0101"),
        Case(name: "a path outside the service", method: "GET", path: "/", status: 404, code: "APIG.0101"),
        Case(name: "no content type", contentType: nil, status: 400, code: "ModelArts.6400"),
        Case(name: "a form", contentType: "application/x-www-form-urlencoded", status: 400, code: "ModelArts.6400"),
        Case(name: "no body", body: "", status: 400, code: "ModelArts.6400"),
        Case(name: "half a body", body: "{", status: 400, code: "ModelArts.6400"),
        Case(name: "a list", body: "[]", status: 400, code: "ModelArts.6400"),
        Case(name: "an unknown field", body: #"{"image":"x"}"#, status: 400, code: "ModelArts.6400"),
        Case(name: "an image that is a number", body: #"{"image_id":1}"#, status: 400, code: "ModelArts.6332"),
        Case(
            name: "an image of zeros", body: #"{"image_id":"00000000-0000-0000-0000-000000000000"}"#, status: 400,
            code: "ModelArts.6797"),
        Case(name: "an image that is no UUID", body: #"{"image_id":"cpu"}"#, status: 400, code: "ModelArts.6797"),
        Case(
            name: "a share_url in plain", body: #"{"share_url":"https://a.example/b.ipynb"}"#, status: 400,
            code: "ModelArts.0104"),
        Case(
            name: "a share_url that is no address", body: #"{"share_url":"bm90IGEgVVJM"}"#, status: 400,
            code: "ModelArts.0104"),
        Case(
            name: "a share_url of a file here", body: #"{"share_url":"ZmlsZTovLy9ldGMvcGFzc3dk"}"#, status: 400,
            code: "ModelArts.0104"),
        Case(
            name: "a share_url without its padding", body: #"{"share_url":"aHR0cHM6Ly9hL2IuaXB5bmI"}"#, status: 400,
            code: "ModelArts.0104"),
        Case(
            name: "a share_url in the URL-safe alphabet", body: #"{"share_url":"aHR0cHM6Ly9hL8O_8J-YgA=="}"#,
            status: 400, code: "ModelArts.0104"),
        Case(
            name: "an address of more than 32 KB", path: "/v1/p/notebooks/" + String(repeating: "a", count: 40_000),
            status: 414, code: "APIG.0201"),
        Case(
            name: "a token of more than 32 KB", token: String(repeating: "a", count: 32_769), status: 494,
            code: "APIG.0201"),
    ]

    @Test("is reported with the status and the code of its tables", arguments: cases)
    func refuses(_ wanted: Case) throws {
        let bench = try Bench()
        var headers: [String: String] = [:]
        headers["x-auth-token"] = wanted.token
        headers["content-type"] = wanted.contentType
        let request = Request(wanted.method, wanted.path, headers: headers, body: Data(wanted.body.utf8))
        let response = bench.simulator.respond(to: request)
        #expect(response.status == wanted.status)
        #expect(try response.errorCode() == wanted.code)
        #expect(response.headers["Content-Type"] == "application/json")
        let requestID = try #require(response.headers["X-Request-Id"])
        // Only the gateway writes the id into the body, too.
        let expected: JSONValue? = wanted.code.hasPrefix("APIG.") ? .string(requestID) : nil
        #expect(try response.json()["request_id"] == expected)
    }

    static let accepted = [
        "{}", " { } ", #"{"image_id":null,"share_url":null}"#, #"{"image_id":"","share_url":""}"#,
        #"{"image_id":"278e88d1-5b71-4766-8502-b3ba72e824d9"}"#, #"{"share_url":"aHR0cHM6Ly9hL2IuaXB5bmI="}"#,
    ]

    @Test("accepts all valid requests", arguments: accepted)
    func accepts(_ body: String) throws {
        let bench = try Bench()
        let response = bench.open(body)
        #expect(response.status == 200)
        #expect(try response.json().text("feature") == "DEFAULT")
    }

    @Test("is reported for incomplete bodies, too")
    func bodyFaults() throws {
        let bench = try Bench()
        let path = "/v1/\(bench.projectID)/notebooks/open"
        let tooLarge = Request("POST", path, headers: bench.headers, bodyFault: .tooLarge)
        let unreadable = Request("POST", path, headers: bench.headers, bodyFault: .unreadable)
        #expect(bench.simulator.respond(to: tooLarge).status == 413)
        #expect(bench.simulator.respond(to: unreadable).status == 400)
    }

    @Test("The instance has the requested image")
    func usesImage() throws {
        let bench = try Bench()
        let response = bench.open(#"{"image_id":"278e88d1-5b71-4766-8502-b3ba72e824d9"}"#)
        #expect(try response.json().text("image", "id") == "278e88d1-5b71-4766-8502-b3ba72e824d9")
    }

    @Test("Every response has the service's time")
    func date() throws {
        let bench = try Bench()
        #expect(bench.open().headers["Date"] == "Tue, 07 Dec 2021 01:50:05 GMT")
        #expect(httpDate(ms: 951_782_400_999) == "Tue, 29 Feb 2000 00:00:00 GMT")
    }
}

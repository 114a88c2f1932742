import Foundation
import Testing

@testable import SimulatorCore

@Suite("Calls that are signed")
struct SignedCallTests {
    /// A request, and the fault in it.
    struct Attempt {
        var method = "GET"
        var path = "/notebooks/flavors"
        var body = ""
        var secretKey: String?
        var offsetMS: Int64 = 0
        var form = SignatureForm.access
        var headers: [String: String] = [:]
        var bodySent: String?
    }

    private func send(_ attempt: Attempt, _ guest: Guest) throws -> Response {
        let project = try guest.field("project_id")
        let date = BasicTime.text(ms: guest.time.clock.nowMS() + attempt.offsetMS)
        var headers = ["host": "localhost", "x-sdk-date": date, "x-project-id": project]
        headers["content-type"] = attempt.body.isEmpty ? nil : "application/json"
        headers.merge(attempt.headers) { _, own in own }
        let names = headers.keys.filter { $0 != "x-security-token" }.sorted()
        let key = try guest.field("access_key")
        let who = attempt.form == .access ? "Access=\(key)" : "Credential=\(key)/\(date.prefix(8))/eu-de/ma/sdk_request"
        let unsigned = "SDK-HMAC-SHA256 \(who), SignedHeaders=\(names.joined(separator: ";")), Signature="
        let header = try #require(SignatureHeader(unsigned + "0"))
        let target = "/v1/\(project)\(attempt.path)"
        let signed = Request(attempt.method, target, headers: headers, body: Data(attempt.body.utf8))
        let signature = Signature(header: header, date: date)
        let secret = try attempt.secretKey ?? guest.field("secret_key")
        headers["authorization"] = unsigned + signature.signature(of: signature.canonical(signed), secretKey: secret)
        let body = Data((attempt.bodySent ?? attempt.body).utf8)
        return guest.simulator.respond(to: Request(attempt.method, target, headers: headers, body: body))
    }

    struct Case: CustomTestStringConvertible, @unchecked Sendable {
        let name: String
        var user = "{}"
        let attempt: Attempt
        let status: Int
        var code = ""
        var says = ""

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "in the usual form", attempt: Attempt(), status: 200),
        Case(name: "in the older form", attempt: Attempt(form: .credential), status: 200),
        Case(name: "with a body", attempt: Attempt(method: "POST", path: "/notebooks/open", body: "{}"), status: 200),
        Case(name: "with a query", attempt: Attempt(path: "/images?limit=5&name=a%20b"), status: 200),
        Case(name: "almost a quarter of an hour ago", attempt: Attempt(offsetMS: -899_000), status: 200),
        Case(name: "almost a quarter of an hour ahead", attempt: Attempt(offsetMS: 899_000), status: 200),
        Case(
            name: "too long ago", attempt: Attempt(offsetMS: -960_000), status: 401, code: "APIG.0301",
            says: "calc aksk signature fail:signature expired, signature time:20211207T013405Z,"
                + "server time:20211207T015005Z"),
        Case(
            name: "too far ahead", attempt: Attempt(offsetMS: 960_000), status: 401, code: "APIG.0301",
            says: "signature expired"),
        Case(
            name: "right by its own clock, where the service's is off", user: #"{"clock_offset_ms":-1800000}"#,
            attempt: Attempt(), status: 401, code: "APIG.0301", says: "server time:20211207T012005Z"),
        Case(
            name: "right by the service's clock", user: #"{"clock_offset_ms":-1800000}"#,
            attempt: Attempt(offsetMS: -1_800_000), status: 200),
        Case(
            name: "with another key", attempt: Attempt(secretKey: "wrong"), status: 401, code: "APIG.0301",
            says: "verify aksk signature fail, canonicalRequest:GET|/v1/"),
        Case(
            name: "for another body",
            attempt: Attempt(method: "POST", path: "/notebooks/open", body: "{}", bodySent: "{ }"), status: 401,
            code: "APIG.0301", says: "verify aksk signature fail"),
        Case(
            name: "without regard to the body",
            attempt: Attempt(
                method: "POST", path: "/notebooks/open", body: "{}",
                headers: ["x-sdk-content-sha256": "UNSIGNED-PAYLOAD"], bodySent: "{ }"), status: 200),
        Case(
            name: "for another project", attempt: Attempt(headers: ["x-project-id": "other"]), status: 403,
            code: "ModelArts.0210"),
        Case(
            name: "in a form that is not taken", user: #"{"signature_forms":["credential"]}"#, attempt: Attempt(),
            status: 401, code: "ModelArts.0206"),
        Case(
            name: "with temporary keys and their token", user: #"{"security_token":"temporary"}"#,
            attempt: Attempt(headers: ["x-security-token": "temporary"]), status: 200),
        Case(
            name: "with temporary keys alone", user: #"{"security_token":true}"#, attempt: Attempt(), status: 401,
            code: "APIG.0301", says: "Get secretKey failed,ak:"),
        Case(
            name: "with temporary keys and another token", user: #"{"security_token":"temporary"}"#,
            attempt: Attempt(headers: ["x-security-token": "other"]), status: 401, code: "APIG.0301",
            says: "err:ak not exist"),
    ]

    @Test("are accepted or refused as by the gateway", arguments: cases)
    func signed(_ wanted: Case) throws {
        let guest = try Guest(wanted.user)
        let response = try send(wanted.attempt, guest)
        #expect(response.status == wanted.status)
        if wanted.status == 200 {
            #expect(try guest.log("credential") == [.string(wanted.attempt.form.rawValue)])
        } else {
            #expect(try response.errorCode() == wanted.code)
            #expect(try response.json().text("error_msg").contains(wanted.says) || wanted.says.isEmpty)
        }
    }

    @Test("Five consecutive wrong signatures lock the key for five minutes, for right ones too")
    func locks() throws {
        let guest = try Guest()
        for _ in 0..<4 { #expect(try send(Attempt(secretKey: "wrong"), guest).status == 401) }
        #expect(try send(Attempt(), guest).status == 200)
        for _ in 0..<5 { #expect(try send(Attempt(secretKey: "wrong"), guest).status == 401) }
        let locked = try send(Attempt(), guest)
        #expect(locked.status == 401)
        #expect(try locked.json().text("error_msg").hasSuffix("AK access failed to reach the limit,forbidden"))
        guest.time.advance(byMS: 299_999)
        #expect(try send(Attempt(), guest).status == 401)
        guest.time.advance(byMS: 1)
        #expect(try send(Attempt(), guest).status == 200)
    }

    @Test("An unknown access key is reported as unknown")
    func unknownKey() throws {
        let guest = try Guest()
        let headers = ["authorization": "SDK-HMAC-SHA256 Access=UNKNOWN, SignedHeaders=x-sdk-date, Signature=0"]
        let response = guest.simulator.respond(to: Request("GET", "/v1/x/images", headers: headers))
        #expect(response.status == 401)
        #expect(try response.json().text("error_msg").hasSuffix("Get secretKey failed,ak:UNKNOWN,err:ak not exist"))
    }
}

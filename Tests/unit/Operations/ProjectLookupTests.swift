import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("With a token or a key, the id of a project that is named is looked up once")
struct ProjectLookupTests {
    private let transport = FakeTransport()
    private let texts: TestClient.Texts = [\.project_name: "eu-de", \.iam_endpoint: "https://iam.example"]

    private func client(withKey: Bool) throws -> TestClient {
        let credential: TestClient.Texts = withKey ? [\.access_key: "AK", \.secret_key: "SECRET"] : [\.token: "TOKEN"]
        var all = texts.merging(credential) { $1 }
        // The helper would give a client with a token a project.
        all[\.project_id] = nil
        return try TestClient(all)
    }

    private func show(_ client: TestClient) throws -> Held<ServiceCall> {
        try client.call(CODELAB_OPERATION_SHOW, id: "a")
    }

    private let found = Reply.response(200, Body.projects(["eu-de": "project-7", "eu-de_x": "project-8"]))

    @Test("The request to IAM is authorised as the others", arguments: [false, true])
    func lookup(withKey: Bool) throws {
        let client = try client(withKey: withKey)
        let call = try show(client)
        _ = try transport.drive(call, [found, .instance])
        #expect(call.isOK)
        let request = try #require(transport.sent.first)
        #expect(request.method == "GET" && request.url == "https://iam.example/v3/projects?name=eu-de")
        #expect((request.header("X-Auth-Token") == "TOKEN") == !withKey)
        #expect((request.header("Authorization") != nil) == withKey)
        #expect(request.header("X-Project-Id") == nil)
        #expect(transport.sent.last?.path == "/v1/project-7/notebooks/a")
        #expect((transport.sent.last?.header("X-Project-Id") == "project-7") == withKey)

        // A project keeps its id, for as long as the client lives.
        transport.pass(40 * 86_400_000)
        _ = try transport.drive(show(client), [.instance])
        #expect(transport.sent.count == 3)
    }

    @Test(
        "A project that IAM does not list is NOT_FOUND",
        arguments: [Body.projects([:]), Body.projects(["eu-de_x": "project-8"]), #"{"projects":null}"#])
    func missing(body: String) throws {
        let call = try show(client(withKey: true))
        _ = try transport.drive(call, [.response(200, body)])
        #expect(transport.status == "CODELAB_E_NOT_FOUND" && !transport.isRetryable && transport.attempts == 1)
        #expect(transport.message.contains("no project named eu-de"))
    }

    @Test("An invalid id is refused")
    func wrongID() throws {
        let call = try show(client(withKey: false))
        _ = try transport.drive(call, [.response(200, Body.projects(["eu-de": "a/b"]))])
        #expect(transport.status == "CODELAB_E_PROTOCOL")
    }

    @Test("A refused signature is held for a minute, a refused token is not")
    func refused() throws {
        for (withKey, reply, lockoutMs) in [
            (true, Reply.error(401, "APIGW.0301", "verify aksk signature fail"), 60_000),
            (true, .error(401, "APIGW.0301", "AK access failed to reach the limit"), 300_000),
            (true, .error(401, "APIGW.0301", "signature expired"), 0),
            (false, .error(401, "APIGW.0307", "decrypt token fail"), 0),
        ] as [(Bool, Reply, Int64)] {
            let transport = FakeTransport()
            let client = try client(withKey: withKey)
            _ = try transport.drive(show(client), [reply])
            #expect(transport.status == "CODELAB_E_AUTHENTICATION")
            if lockoutMs > 0 {
                transport.pass(lockoutMs - 1)
                _ = try transport.drive(show(client), [])
                #expect(transport.status == "CODELAB_E_AUTHENTICATION")
                transport.pass(1)
            }
            let later = try show(client)
            _ = try transport.drive(later, [found, .instance])
            #expect(later.isOK)
        }
    }

    @Test("Each attempt of the request is signed anew")
    func signatures() throws {
        let call = try show(client(withKey: true))
        _ = try transport.drive(call, [.error(503, headers: ["Retry-After": "10"]), found, .instance])
        #expect(
            transport.sent.map { $0.header("X-Sdk-Date") } == [
                "20211207T015005Z", "20211207T015015Z", "20211207T015015Z",
            ])
        #expect(Set(transport.sent.map { $0.header("Authorization") }).count == 3)
    }
}

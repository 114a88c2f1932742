import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("With a key, each attempt of each request is signed with the time that it is given")
struct SignatureCallTests {
    private let transport = FakeTransport()

    private func client(_ texts: TestClient.Texts = [:], secret: String = "SECRET") throws -> TestClient {
        let all: TestClient.Texts = [\.access_key: "AK", \.secret_key: secret, \.project_id: "project-1"]
        return try TestClient(all.merging(texts) { $1 }) { $0.max_attempts = 3 }
    }

    @Test("The signature of open is that of an independent implementation")
    func vector() throws {
        // 2019-11-15T03:36:55Z
        transport.wallMs = 1_573_789_015_000
        let client = try TestClient([
            \.access_key: "QTWAOYTTINDUT2QVKYUC", \.secret_key: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
            \.endpoint: "https://modelarts.eu-de.otc.t-systems.com",
            \.project_id: "77b6a44cba5143ab91d13ab9a8ff44fd",
        ])
        let request = try transport.send(client.call(CODELAB_OPERATION_OPEN))
        #expect(request.header("X-Project-Id") == "77b6a44cba5143ab91d13ab9a8ff44fd")
        #expect(request.header("X-Sdk-Date") == "20191115T033655Z")
        #expect(
            request.header("Authorization") == """
                SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, \
                SignedHeaders=content-type;host;x-project-id;x-sdk-date, \
                Signature=bc01a56926f58b5fa673d26113b5ab50321b1c6e5bd19f69ac9f222d51dec49f
                """)
    }

    @Test("A retry has a new date, and so another signature")
    func retries() throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(
            call,
            [.error(503, headers: ["Retry-After": "60"]), .error(503, headers: ["Retry-After": "5"]), .instance])
        #expect(
            transport.sent.map { $0.header("X-Sdk-Date") } == [
                "20211207T015005Z", "20211207T015105Z", "20211207T015110Z",
            ])
        #expect(Set(transport.sent.map { $0.header("Authorization") }).count == 3)
    }

    @Test("A temporary key sends its security token, and the older form its scope")
    func forms() throws {
        let temporary = try client([\.security_token: "TEMPORARY"])
        let request = try transport.send(temporary.call(CODELAB_OPERATION_SHOW, id: "a"))
        #expect(request.header("X-Security-Token") == "TEMPORARY" && request.header("X-Auth-Token") == nil)
        let older = try TestClient([\.access_key: "AK", \.secret_key: "SECRET", \.project_id: "p"]) {
            $0.signature = Int32(CODELAB_SIGNATURE_CREDENTIAL.rawValue)
        }
        let second = try transport.send(older.call(CODELAB_OPERATION_SHOW, id: "a"))
        #expect(
            second.header("Authorization")?.hasPrefix("SDK-HMAC-SHA256 Credential=AK/20211207///sdk_request, ") == true)
    }

    @Test(
        "A rejected key is held: for a minute, for five if it is locked, and not for a wrong clock",
        arguments: [
            (.error(401, "APIGW.0301", "verify aksk signature fail"), 60_000),
            (.error(401, "APIGW.0301", "AK access failed to reach the limit"), 300_000),
            (.error(401, "APIGW.0301", "something else"), 60_000), (.error(403, "ModelArts.0206"), 60_000),
            (.error(401), 60_000), (.error(401, "APIGW.0301", "signature expired"), 0), (.error(403), 0),
        ] as [(Reply, Int64)])
    func rejected(reply: Reply, lockoutMs: Int64) throws {
        let client = try client()
        _ = try transport.drive(client.call(CODELAB_OPERATION_SHOW, id: "a"), [reply])
        let (status, message) = (transport.status, transport.message)
        #expect(transport.attempts == 1 && !transport.isRetryable)
        if lockoutMs > 0 {
            transport.pass(lockoutMs - 1)
            let held = try client.call(CODELAB_OPERATION_OPEN)
            _ = try transport.drive(held, [])
            #expect(held.status == status && transport.message == message && transport.attempts == 0)
            transport.pass(1)
        }
        _ = try transport.send(client.call(CODELAB_OPERATION_OPEN))
    }

    @Test("Each poll of a watch is signed anew")
    func watch() throws {
        let watch = try client().watch()
        _ = try transport.nextChange(watch, [.error(503), .instance])
        _ = try transport.nextChange(watch, [.response(200, Body.ready())])
        #expect(transport.sent.map { $0.header("X-Sdk-Date") ?? "" }.map { $0.suffix(3) } == ["05Z", "06Z", "07Z"])
    }

    @Test("Clock skew is the difference between the signature's time and the service's Date")
    func clock() throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(
            call,
            [.error(401, "APIGW.0301", "x", headers: ["Date": "Tue, 07 Dec 2021 02:20:05 GMT"])])
        #expect(transport.message.contains("this machine's clock is 30 min behind the service's"))
    }

    @Test("The secret key is blanked in what the service says")
    func secrets() throws {
        let call = try client(secret: "VERYSECRET").call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [.error(400, "ModelArts.6303", "key VERYSECRET")])
        #expect(transport.message.contains("key **********"))
    }
}

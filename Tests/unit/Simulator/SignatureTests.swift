import Foundation
import Testing

@testable import SimulatorCore

@Suite("Signatures, against published vectors")
struct SignatureTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        let name: String
        var accessKey = "QTWAOYTTINDUT2QVKYUC"
        var secretKey = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
        var date = "20191115T033655Z"
        let method: String
        let target: String
        var host = "service.region.example.com"
        var body = ""
        let signed: String
        var credential: String?
        let signature: String

        var testDescription: String { name }

        var request: Request {
            let headers = [
                "content-type": "application/json", "host": host, "x-sdk-date": date,
                "x-project-id": "77b6a44cba5143ab91d13ab9a8ff44fd",
            ]
            return Request(method, target, headers: headers, body: Data(body.utf8))
        }

        var authorization: String {
            let who = credential.map { "Credential=\(accessKey)/\($0)" } ?? "Access=\(accessKey)"
            return "SDK-HMAC-SHA256 \(who), SignedHeaders=\(signed), Signature=\(signature)"
        }
    }

    private static let vpcs =
        "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0"
    private static let open = "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/notebooks/open"
    private static let service = "modelarts.eu-de.otc.t-systems.com"
    private static let four = "content-type;host;x-project-id;x-sdk-date"

    /// The API Request Signing Guide's, the Go SDK's own tests', and others that a verifier of those two has computed.
    static let vectors = [
        Vector(
            name: "the guide's", method: "GET", target: vpcs, signed: "content-type;host;x-sdk-date",
            signature: "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"),
        Vector(
            name: "the Go SDK's GET", accessKey: "AccessKey", secretKey: "SecretKey", date: "20060102T150405Z",
            method: "GET", target: "/path?limit=1", signed: "x-sdk-date",
            signature: "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624"),
        Vector(
            name: "the Go SDK's POST", accessKey: "AccessKey", secretKey: "SecretKey", date: "20060102T150405Z",
            method: "POST", target: "/path?key=value", body: #"{"Name":"test","Id":1}"# + "\n", signed: "x-sdk-date",
            signature: "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59"),
        Vector(
            name: "an open", method: "POST", target: open, host: service, body: "{}", signed: four,
            signature: "bc01a56926f58b5fa673d26113b5ab50321b1c6e5bd19f69ac9f222d51dec49f"),
        Vector(
            name: "an open without a body", method: "POST", target: open, host: service, signed: four,
            signature: "9ab0e4a8c9d7cb8c54e4c9f7f79f4e6c3c5a3dcca31bb2a4747e006b2c7d29b1"),
        Vector(
            name: "an open with an image", method: "POST", target: open, host: service,
            body: #"{"image_id":"e1a07296-22a8-4f05-8bc8-e936c8e54090"}"#, signed: four,
            signature: "b625806f5d6302c46b573e87cd7c92873c40d2faac1d36bb2da9e28e5b79f729"),
        Vector(
            name: "the older form", method: "GET", target: vpcs, signed: "content-type;host;x-sdk-date",
            credential: "20191115///sdk_request",
            signature: "a0f03b56828e2195f3f9f980a128ed757130504ee958dc210add06e9df89f227"),
    ]

    @Test("are correct", arguments: vectors)
    func right(_ vector: Vector) throws {
        let header = try #require(SignatureHeader(vector.authorization))
        #expect(header.accessKey == vector.accessKey)
        let signature = Signature(header: header, date: vector.date)
        #expect(signature.isRight(for: vector.request, secretKey: vector.secretKey))
        #expect(!signature.isRight(for: vector.request, secretKey: vector.secretKey + "x"))
    }

    @Test("The canonical request is the documented one, in one line")
    func canonical() {
        let vector = Self.vectors[3]
        let canonical = CanonicalRequest(
            vector.request, signedHeaders: vector.signed.split(separator: ";").map(String.init))
        #expect(canonical.hash == "bcf1e31491ba7e0978108ce48bc6870cfc32bb9fa3cfc6c5f5f9b78afedb088b")
        #expect(
            canonical.echo == "POST|\(vector.target)/||content-type:application/json|host:\(vector.host)"
                + "|x-project-id:77b6a44cba5143ab91d13ab9a8ff44fd|x-sdk-date:20191115T033655Z||\(vector.signed)"
                + "|44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
    }

    static let queries: [(String, String)] = [
        (
            "test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29&path=%2Ftmp%2F123&multi=3&multi=1&multi=2&limit=1&enable=true",
            "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29"
        ),
        ("b&a", "a=&b="), ("a=1=2", "a=1%3D2"), ("a=+", "a=%2B"), ("a=%7e", "a=~"), ("", ""), ("a=%zz", "a=%25zz"),
    ]

    @Test("Queries are encoded again, and sorted", arguments: queries)
    func query(sent: String, expected: String) {
        let canonical = CanonicalRequest(Request("GET", "/a%20b?" + sent), signedHeaders: ["x-sdk-date"])
        let lines = canonical.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[1] == "/a%20b/")
        #expect(String(lines[2]) == expected)
    }

    static let malformed = [
        "", "Bearer x", "SDK-HMAC-SHA256", "SDK-HMAC-SHA256 Access=a, SignedHeaders=b",
        "SDK-HMAC-SHA256 Access=, SignedHeaders=b, Signature=c",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders=, Signature=c",
        "SDK-HMAC-SHA256 Access=a, Access=a, SignedHeaders=b, Signature=c",
        "SDK-HMAC-SHA256 Credential=a/20191115/sdk_request, SignedHeaders=b, Signature=c",
        "SDK-HMAC-SHA256 Credential=a/20191115///other, SignedHeaders=b, Signature=c",
        "V11-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=c",
    ]

    @Test("A malformed header is recognised", arguments: malformed)
    func refuses(_ text: String) {
        #expect(SignatureHeader(text) == nil)
    }

    static let times: [(String, Int64?)] = [
        ("20191115T033655Z", 1_573_789_015_000), ("19700101T000000Z", 0), ("20191132T033655Z", nil),
        ("20191115T033655", nil), ("2019-11-15T03:36Z", nil), ("20191115T0336+5Z", nil), ("", nil),
    ]

    @Test("Valid times are read, and others are refused", arguments: times)
    func time(text: String, expected: Int64?) {
        #expect(BasicTime.milliseconds(text) == expected)
    }
}

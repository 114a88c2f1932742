import Platform
import Testing

@testable import Service

/// What others have published, or computed with other code.
@Suite("Signature vectors")
struct SignatureVectorTests {
    /// API Request Signing Guide, api-sign-algorithm-002 to 005.
    private static let published = Unsigned(
        url: "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs"
            + "?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
        headers: ["Content-Type: application/json"], signedHeaders: "content-type;host")

    @Test("the signing guide's request")
    func guide() throws {
        let signed = try signed(Self.published)
        #expect(signed.date == "X-Sdk-Date: 20191115T033655Z")
        #expect(signed.hash == "b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a")
        #expect(
            signed.authorization
                == "Authorization: SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, "
                + "SignedHeaders=content-type;host;x-sdk-date, "
                + "Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe")
    }

    /// There is no published vector of this form; this one was computed with a verifier that passes all others.
    @Test("the signing guide's request in the older form, without region and service")
    func olderForm() throws {
        var request = Self.published
        request.form = .credential(region: .none, service: .none)
        #expect(
            try signed(request).authorization
                == "Authorization: SDK-HMAC-SHA256 Credential=QTWAOYTTINDUT2QVKYUC/20191115///sdk_request, "
                + "SignedHeaders=content-type;host;x-sdk-date, "
                + "Signature=a0f03b56828e2195f3f9f980a128ed757130504ee958dc210add06e9df89f227")
    }

    /// The signer_test of the vendor's SDK for Go, version 3.
    @Test(
        "the Go SDK's requests, of which only the date is signed",
        arguments: [
            ("GET", "/path?limit=1", "", "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624"),
            (
                "POST", "/path?key=value", "{\"Name\":\"test\",\"Id\":1}\n",
                "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59"
            ),
            (
                "POST", "/path?key=value", "{\"Name\":\"test\",\"Id\":1}",
                "83599e5230b5b31fb58837c5760b4c2d407542df1f9493834ead538696e17a35"
            ),
        ])
    func dateAlone(method: String, target: String, body: String, signature: String) throws {
        let request = Unsigned(
            method: method == "GET" ? "GET" : "POST", url: "https://service.region.example.com" + target,
            headers: ["Content-Type: application/json"], body: Array(body.utf8), accessKey: "AccessKey",
            secretKey: "SecretKey", dateSeconds: 1_136_214_245)
        let signed = try signed(request)
        #expect(signed.date == "X-Sdk-Date: 20060102T150405Z")
        #expect(signed.names == "x-sdk-date")
        #expect(signed.signature == signature)
    }

    /// From the same file.
    @Test("the Go SDK's query")
    func query() throws {
        let request = Unsigned(
            url: "https://h/?test=%E4%B8%80%20(%26%3D%3F!%23%25.*)&path=/tmp/123&multi=3&multi=1&multi=2"
                + "&limit=1&enable=true")
        #expect(
            try signed(request).line(2)
                == "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123"
                + "&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29")
    }

    private static let project = "77b6a44cba5143ab91d13ab9a8ff44fd"
    private static let open = Unsigned(
        method: "POST", url: "https://modelarts.eu-de.otc.t-systems.com/v1/\(project)/notebooks/open",
        headers: ["Content-Type: application/json", "X-Project-Id: " + project],
        signedHeaders: "content-type;host;x-project-id")

    /// Computed with a verifier that passes all published vectors.
    @Test(
        "opening an instance",
        arguments: [
            (
                "{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
                "bcf1e31491ba7e0978108ce48bc6870cfc32bb9fa3cfc6c5f5f9b78afedb088b",
                "bc01a56926f58b5fa673d26113b5ab50321b1c6e5bd19f69ac9f222d51dec49f"
            ),
            (
                "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "c5e4a67198744b08ab566e6cb71868da687429486ffba5e53a8d07d25425d0b2",
                "9ab0e4a8c9d7cb8c54e4c9f7f79f4e6c3c5a3dcca31bb2a4747e006b2c7d29b1"
            ),
            (
                "{\"image_id\":\"e1a07296-22a8-4f05-8bc8-e936c8e54090\"}",
                "97832b2fe149b83d1aa11b7ed0387b6c51adad22b8536981c93985f1921a6b18",
                "f9ad549d0b815e24dbaca6ea4f0aafc3c2c2395651c8c62f84054d68a2d1e3c2",
                "b625806f5d6302c46b573e87cd7c92873c40d2faac1d36bb2da9e28e5b79f729"
            ),
        ])
    func open(body: String, bodyHash: String, hash: String, signature: String) throws {
        var request = Self.open
        request.body = Array(body.utf8)
        let signed = try signed(request)
        #expect(signed.canonical.hasSuffix("\n" + bodyHash))
        #expect(signed.hash == hash)
        #expect(signed.signature == signature)
    }

    @Test("opening an instance: the whole canonical request")
    func canonical() throws {
        var request = Self.open
        request.body = Array("{}".utf8)
        #expect(
            try signed(request).canonical == """
                POST
                /v1/77b6a44cba5143ab91d13ab9a8ff44fd/notebooks/open/

                content-type:application/json
                host:modelarts.eu-de.otc.t-systems.com
                x-project-id:77b6a44cba5143ab91d13ab9a8ff44fd
                x-sdk-date:20191115T033655Z

                content-type;host;x-project-id;x-sdk-date
                44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
                """)
    }

    /// RFC 4231, test cases 1, 2 and 6 (a key longer than SHA-256's block).
    @Test(
        "HMAC-SHA256",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ])
    func hmac(key: [UInt8], message: String, code: String) throws {
        var working = ByteBuffer()
        try withBytes(key) { try working.append($0) }
        try withBytes(message) { try working.becomeHMAC(of: $0) }
        var text = ByteBuffer()
        try text.append(hex: working.bytes)
        #expect(string(text.bytes) == code)
    }
}

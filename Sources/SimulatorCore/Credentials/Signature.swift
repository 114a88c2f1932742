/// Computes the correct signature of a request.
struct Signature {
    let header: SignatureHeader
    /// `X-Sdk-Date`, as sent.
    let date: String

    /// Returns true if the signature is correct.
    func isRight(for request: Request, secretKey: String) -> Bool {
        if signature(of: canonical(request), secretKey: secretKey) == header.signature { return true }
        // Older signers hash the query of a POST without a body instead of the body.
        guard header.form == .credential, request.method == "POST", request.body.isEmpty else { return false }
        let other = CanonicalRequest(request, signedHeaders: header.signedHeaders, hashesQuery: true)
        return signature(of: other, secretKey: secretKey) == header.signature
    }

    func canonical(_ request: Request) -> CanonicalRequest {
        CanonicalRequest(request, signedHeaders: header.signedHeaders)
    }

    func signature(of canonical: CanonicalRequest, secretKey: String) -> String {
        var lines = [SignatureHeader.algorithm, date]
        var key = Array(secretKey.utf8)
        if let scope = header.scope {
            lines.append(scope.text)
            key = Self.derivedKey(scope, secretKey: secretKey)
        }
        lines.append(canonical.hash)
        return SHA256.hex(HMACSHA256.code(of: lines.joined(separator: "\n").utf8, key: key))
    }

    private static func derivedKey(_ scope: SignatureHeader.Scope, secretKey: String) -> [UInt8] {
        [scope.date, scope.region, scope.service, SignatureHeader.Scope.end].reduce(Array("SDK\(secretKey)".utf8)) {
            HMACSHA256.code(of: $1.utf8, key: $0)
        }
    }
}

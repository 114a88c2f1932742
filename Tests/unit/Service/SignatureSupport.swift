import Platform

@testable import Service

/// A request to sign. What is not said is as in the signing guide's example.
struct Unsigned {
    var method: Literal = "GET"
    var url = "https://service.region.example.com/"
    var headers: [String] = []
    var body: [UInt8] = []
    var signedHeaders = ""
    var form = SignatureForm.access
    var accessKey = "QTWAOYTTINDUT2QVKYUC"
    var secretKey = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
    /// 2019-11-15 03:36:55
    var dateSeconds: Int64 = 1_573_789_015
}

/// What signing made of it.
struct Signed {
    var canonical: String
    /// Both headers that signing adds.
    var date: String
    var authorization: String

    var signature: String { part("Signature=") }
    var names: String { part("SignedHeaders=") }
    /// The canonical request's hash, in hexadecimal.
    var hash: String { sha256(Array(canonical.utf8)) }

    /// The canonical request's line, counted from 0: method, path, query, headers and so on.
    func line(_ index: Int) -> String {
        canonical.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(index).first.map(String.init) ?? ""
    }

    private func part(_ key: String) -> String {
        let parts = authorization.split(whereSeparator: { $0 == "," || $0 == " " })
        return parts.first { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) } ?? ""
    }
}

func signed(_ request: Unsigned) throws -> Signed {
    var lines = ByteBuffer()
    var canonical = ByteBuffer()
    for header in request.headers {
        try withBytes(header) { try lines.append($0) }
        try lines.append(byte: 0)
    }
    let before = lines.count
    try withBytes(request.url) { url in
        try withBytes(request.signedHeaders) { names in
            try withBytes(request.accessKey) { accessKey in
                try withBytes(request.secretKey) { secretKey in
                    try withBytes(request.body) { body in
                        try sign(
                            &lines, method: request.method, url: url, body: body, signedHeaders: names,
                            key: SigningKey(accessKey: accessKey, secretKey: secretKey, form: request.form),
                            dateSeconds: request.dateSeconds, canonical: &canonical)
                    }
                }
            }
        }
    }
    let added = string(lines.bytes.dropFirst(before)).split(separator: "\0").map(String.init)
    return Signed(canonical: string(canonical.bytes), date: added[0], authorization: added[1])
}

func withBytes<Result>(_ bytes: [UInt8], _ body: (Bytes) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return try body(.none) }
        return try body(Bytes(start, count: buffer.count))
    }
}

func sha256(_ message: [UInt8]) -> String {
    withBytes(message) { message in
        var text = ByteBuffer()
        do { try text.append(hexSHA256Of: message) } catch { return "no memory" }
        return string(text.bytes)
    }
}

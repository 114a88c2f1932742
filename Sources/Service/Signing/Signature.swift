package import Platform

/// The two forms of `SDK-HMAC-SHA256`.
package enum SignatureForm {
    /// `Access=…`: the signature uses the secret key directly.
    case access
    /// `Credential=…/sdk_request`, the older form. A key for the day, the region and the service is derived from the
    /// secret key; region and service may be empty.
    case credential(region: Bytes, service: Bytes)
}

package struct SigningKey {
    package let accessKey: Bytes
    package let secretKey: Bytes
    package let form: SignatureForm

    package init(accessKey: Bytes, secretKey: Bytes, form: SignatureForm) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.form = form
    }
}

/// Signs a request: appends its `X-Sdk-Date` and `Authorization`. After an error, the caller must discard `lines`.
///
/// - Parameters:
///   - lines: the headers of the request, "Name: value", each terminated by a NUL. Host is not among them, because it
///   follows from the URL. Of two headers with the same name the first is signed.
///   - url: `http[s]://host[:port][/path][?query]`, as passed to the HTTP client.
///   - body: exactly the bytes that will be sent.
///   - signedHeaders: names of headers in `lines`, or host, in any case and order, separated by ';'. Missing headers
///     are ignored; x-sdk-date is always signed.
///   - dateSeconds: the current time in seconds since the epoch. The service accepts a difference of 15 minutes.
///   - canonical: receives the canonical request, for the trace; see ``writeBlanked(canonical:to:)``.
package func sign(
    _ lines: inout ByteBuffer, method: Literal, url: Bytes, body: Bytes, signedHeaders: Bytes, key: SigningKey,
    dateSeconds: Int64, canonical: inout ByteBuffer
) throws(ResourceExhausted) {
    var date = ByteBuffer()
    try appendSignatureDate(dateSeconds, to: &date)
    try lines.append("X-Sdk-Date: ")
    try lines.append(date.bytes)
    try lines.append(byte: 0)

    canonical.removeAll()
    var names = ByteBuffer()
    try CanonicalRequest(method: method, url: url, body: body, lines: lines.bytes, signedHeaders: signedHeaders)
        .append(to: &canonical, names: &names)
    let signature = try Signature(key, date: date.bytes, canonical: canonical.bytes)

    try lines.append("Authorization: SDK-HMAC-SHA256 ")
    try signature.appendIdentity(to: &lines)
    try lines.append(", SignedHeaders=")
    try lines.append(names.bytes)
    try lines.append(", Signature=")
    try lines.append(hex: signature.code)
    try lines.append(byte: 0)
}

/// Appends the Host header that ``sign(_:method:url:body:signedHeaders:key:dateSeconds:canonical:)`` assumes: the HTTP
/// client's own header may have another form of the address.
package func appendHost(of url: Bytes, to lines: inout ByteBuffer) throws(ResourceExhausted) {
    try lines.append("Host: ")
    try SignedURL(url).appendHost(to: &lines)
    try lines.append(byte: 0)
}

/// The authentication code of a canonical request, and the identity of its key.
private struct Signature: ~Copyable {
    private let key: SigningKey
    /// The scope of the derived key: `20191115/region/service/sdk_request`. Empty if the secret key itself is used.
    private var scope = ByteBuffer()
    private var working = ByteBuffer()

    /// Computes the code.
    ///
    /// - Parameter date: the value of X-Sdk-Date, whose first eight characters are the day.
    init(_ key: SigningKey, date: Bytes, canonical: Bytes) throws(ResourceExhausted) {
        self.key = key
        switch key.form {
        case .access: try working.append(key.secretKey)
        case .credential(let region, let service): try derive(day: date.prefix(8), region, service)
        }
        var text = ByteBuffer()
        try text.append("SDK-HMAC-SHA256\n")
        try text.append(date)
        try text.append("\n")
        if !scope.bytes.isEmpty {
            try text.append(scope.bytes)
            try text.append("\n")
        }
        try text.append(hexSHA256Of: canonical)
        try working.becomeHMAC(of: text.bytes)
    }

    /// The code, of 32 bytes.
    var code: Bytes { working.bytes }

    private mutating func derive(day: Bytes, _ region: Bytes, _ service: Bytes) throws(ResourceExhausted) {
        try working.append("SDK")
        try working.append(key.secretKey)
        try addToScope(day)
        try addToScope(region)
        try addToScope(service)
        let end: Literal = "sdk_request"
        try scope.append(end)
        try working.becomeHMAC(of: end.bytes)
    }

    private mutating func addToScope(_ part: Bytes) throws(ResourceExhausted) {
        try scope.append(part)
        try scope.append("/")
        try working.becomeHMAC(of: part)
    }

    /// Appends `Access=<AK>`, or `Credential=<AK>/<scope>`.
    func appendIdentity(to text: inout ByteBuffer) throws(ResourceExhausted) {
        switch key.form {
        case .access:
            try text.append("Access=")
            try text.append(key.accessKey)
        case .credential:
            try text.append("Credential=")
            try text.append(key.accessKey)
            try text.append("/")
            try text.append(scope.bytes)
        }
    }
}

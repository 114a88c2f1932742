package import Platform

/// The two forms of `SDK-HMAC-SHA256`.
package enum SignatureForm {
    /// `Access=…`: the secret key signs directly.
    case access
    /// `Credential=…/sdk_request`: older. A key for the day, the region and the service is derived from the secret key;
    /// region and service may be empty.
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

/// Signs a request: appends its `X-Sdk-Date` and `Authorization`. Whoever catches an error throws `lines` away.
///
/// - Parameters:
///   - lines: what the request will carry, "Name: value", each ended by a NUL. Host is not among them, it follows from
///     the URL. Of two with the same name the first is signed.
///   - url: `http[s]://host[:port][/path][?query]`, as the HTTP client gets it.
///   - body: the very bytes that will be sent.
///   - signedHeaders: names in any case and order with ';' between them, of headers in `lines`, or host. Those that are
///     not there are left out; x-sdk-date is always signed.
///   - dateSeconds: now, in seconds since the epoch by the service's clock, which takes 15 minutes more or less.
///   - canonical: afterwards the canonical request, for the trace; see ``writeBlanked(canonical:to:)``.
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

/// Adds the Host header that ``sign(_:method:url:body:signedHeaders:key:dateSeconds:canonical:)`` takes the request to
/// have: an HTTP client that makes one itself may write an address in another way than the URL does.
package func appendHost(of url: Bytes, to lines: inout ByteBuffer) throws(ResourceExhausted) {
    try lines.append("Host: ")
    try SignedURL(url).appendHost(to: &lines)
    try lines.append(byte: 0)
}

/// The authentication code of a canonical request, and whose it is.
private struct Signature: ~Copyable {
    private let key: SigningKey
    /// What the key is for: `20191115/region/service/sdk_request`. Empty when the secret key itself is taken.
    private var scope = ByteBuffer()
    private var working = ByteBuffer()

    /// - Parameter date: as in X-Sdk-Date, whose first eight characters are the day.
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

    /// 32 bytes.
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

    /// `Access=<AK>`, or `Credential=<AK>/<scope>`.
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

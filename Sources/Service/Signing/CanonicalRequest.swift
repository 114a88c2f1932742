package import Platform

/// The canonical form of a request, which a signature covers. (API Request Signing Guide, "Calculating a signature")
struct CanonicalRequest {
    let method: Literal
    let url: Bytes
    let body: Bytes
    /// Lines of the form "Name: value", each terminated by a NUL.
    let lines: Bytes
    /// The names of the headers to sign, separated by ';'.
    let signedHeaders: Bytes

    /// Appends the canonical request to `text`, and to `names` the sorted lower-case names of the signed headers,
    /// separated by ';'.
    func append(to text: inout ByteBuffer, names: inout ByteBuffer) throws(ResourceExhausted) {
        let url = SignedURL(url)
        try text.append(method)
        try text.append("\n")
        try url.appendCanonicalPath(to: &text)
        try text.append("\n")
        try appendCanonicalQuery(url.query, to: &text)
        try text.append("\n")
        try SignedHeaders(lines: lines, url: url, wanted: signedHeaders).append(to: &text, names: &names)
        try text.append("\n")
        try text.append(names.bytes)
        try text.append("\n")
        try text.append(hexSHA256Of: body)
    }
}

/// Appends the canonical request for a trace line: the values of x-security-token and x-auth-token are redacted, and
/// newlines become '|'. A gateway that rejects a signature shows its canonical request with '|', too.
package func writeBlanked(canonical: Bytes, to text: inout ByteBuffer) throws(ResourceExhausted) {
    var rest = canonical
    while !rest.isEmpty {
        let line = rest.prefix(rest.firstIndex(of: UInt8(ascii: "\n")))
        try appendBlanked(line, to: &text)
        rest = rest.dropFirst(line.count)
        if rest.isEmpty { return }
        try text.append("|")
        rest = rest.dropFirst(1)
    }
}

@inline(never)
private func appendBlanked(_ line: Bytes, to text: inout ByteBuffer) throws(ResourceExhausted) {
    guard line.hasPrefix("x-security-token:") || line.hasPrefix("x-auth-token:") else { return try text.append(line) }
    try text.append(line.prefix(line.firstIndex(of: UInt8(ascii: ":")) &+ 1))
    try text.append("***")
}

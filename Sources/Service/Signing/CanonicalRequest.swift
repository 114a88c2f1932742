package import Platform

/// What a signature covers, in the form that both sides agree on. (API Request Signing Guide, "Calculating a
/// signature")
struct CanonicalRequest {
    let method: Literal
    let url: Bytes
    let body: Bytes
    /// "Name: value", each ended by a NUL.
    let lines: Bytes
    /// The names of the headers to sign, with ';' between them.
    let signedHeaders: Bytes

    /// - names: afterwards the names of the headers that are signed, in lower case, sorted, with ';' between them.
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

/// The canonical request with the values of x-security-token and x-auth-token blanked, newlines as '|', for a trace
/// line. A gateway that refuses a signature shows its own canonical request with '|' as well.
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

package import Platform

/// The headers that every call carries, as lines that each end with a NUL.
///
/// - Parameters:
///   - token: `X-Auth-Token`, as IAM's `X-Subject-Token` gave it.
///   - language: `X-Language`, which decides the language of messages and step descriptions.
///   - userAgent: what the program calls itself; put before the library's own name.
///   - acceptsGzip: whether a compressed answer can be read.
package func headerLines(
    token: Bytes, language: Bytes, userAgent: Bytes?, acceptsGzip: Bool
) throws(OutOfMemory) -> ByteBuffer {
    var lines = ByteBuffer()
    try lines.append("User-Agent: ")
    if let userAgent {
        try lines.append(userAgent)
        try lines.append(" ")
    }
    try append("libcodelab/", Version.text.bytes, to: &lines)
    if acceptsGzip { try append("Accept-Encoding: ", ("gzip" as Literal).bytes, to: &lines) }
    try append("Content-Type: ", ("application/json" as Literal).bytes, to: &lines)
    try append("X-Auth-Token: ", token, to: &lines)
    try append("X-Language: ", language, to: &lines)
    return lines
}

private func append(_ name: Literal, _ value: Bytes, to lines: inout ByteBuffer) throws(OutOfMemory) {
    try lines.append(name)
    try lines.append(value)
    try lines.append(byte: 0)
}

package import Platform

/// The headers that every call carries, as lines that each end with a NUL.
///
/// - Parameters:
///   - token: `X-Auth-Token`, as IAM's `X-Subject-Token` gave it.
///   - language: `X-Language`, which decides the language of messages and step descriptions.
package func headerLines(token: Bytes, language: Bytes) throws(OutOfMemory) -> ByteBuffer {
    var lines = ByteBuffer()
    try append("Content-Type: ", ("application/json" as Literal).bytes, to: &lines)
    try append("Accept: ", ("application/json" as Literal).bytes, to: &lines)
    try append("X-Auth-Token: ", token, to: &lines)
    try append("X-Language: ", language, to: &lines)
    return lines
}

private func append(_ name: Literal, _ value: Bytes, to lines: inout ByteBuffer) throws(OutOfMemory) {
    try lines.append(name)
    try lines.append(value)
    try lines.append(byte: 0)
}

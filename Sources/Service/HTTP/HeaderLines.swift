package import Platform

/// The headers that every request carries, as lines that each end with a NUL.
///
/// - Parameters:
///   - language: `X-Language`, which decides the language of messages and step descriptions.
///   - userAgent: what the program calls itself; put before the library's own name.
///   - acceptsGzip: whether a compressed answer can be read.
package func commonHeaderLines(
    language: Bytes, userAgent: Bytes?, acceptsGzip: Bool
) throws(ResourceExhausted) -> ByteBuffer {
    var lines = ByteBuffer()
    try lines.append("User-Agent: ")
    if let userAgent {
        try lines.append(userAgent)
        try lines.append(" ")
    }
    try lines.appendHeader("libcodelab/", Version.text.bytes)
    if acceptsGzip { try lines.appendHeader("Accept-Encoding: ", ("gzip" as Literal).bytes) }
    try lines.appendHeader("Content-Type: ", ("application/json" as Literal).bytes)
    try lines.appendHeader("X-Language: ", language)
    return lines
}

extension ByteBuffer {
    /// - Parameter name: with its colon and space.
    package mutating func appendHeader(_ name: Literal, _ value: Bytes) throws(ResourceExhausted) {
        try append(name)
        try append(value)
        try append(byte: 0)
    }
}

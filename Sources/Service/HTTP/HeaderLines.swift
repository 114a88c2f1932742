package import Platform

/// Returns the lines of the headers that all requests have. A NUL terminates each line.
///
/// - Parameters:
///   - language: `X-Language`, the language of messages and step descriptions.
///   - userAgent: the name of the program, which is put before the library's name.
///   - acceptsGzip: True if libcurl can read compressed responses.
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
    /// Appends a header line.
    ///
    /// - Parameter name: the name with its colon and space.
    package mutating func appendHeader(_ name: Literal, _ value: Bytes) throws(ResourceExhausted) {
        try append(name)
        try append(value)
        try append(byte: 0)
    }
}

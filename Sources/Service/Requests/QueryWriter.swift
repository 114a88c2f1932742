import CSchema
package import Platform

/// Writes what stands behind a path: `?name=value&…`, or nothing.
struct QueryWriter: ~Copyable {
    private var text = ByteBuffer()
    private let report: Report

    init(_ report: Report) { self.report = report }

    /// - Parameter name: needs no encoding.
    @inline(never)
    mutating func member(_ name: Literal, _ value: Bytes) throws(Failure) {
        do throws(ResourceExhausted) {
            try begin(name)
            try text.append(percentEncoding: value)
        } catch {
            throw report.outOfMemory()
        }
    }

    @inline(never)
    mutating func member(_ name: Literal, ifGiven value: Bytes?) throws(Failure) {
        if let value { try member(name, value) }
    }

    @inline(never)
    mutating func member(_ name: Literal, _ number: Int64) throws(Failure) {
        do throws(ResourceExhausted) {
            try begin(name)
            try text.append(decimal: number)
        } catch {
            throw report.outOfMemory()
        }
    }

    @inline(never)
    private mutating func begin(_ name: Literal) throws(ResourceExhausted) {
        try text.append(byte: text.count == 0 ? UInt8(ascii: "?") : UInt8(ascii: "&"))
        try text.append(name)
        try text.append(byte: UInt8(ascii: "="))
    }

    /// The bytes are followed by a NUL that does not count.
    @inline(never)
    consuming func finish() throws(Failure) -> ByteBuffer {
        do { try text.terminate() } catch { throw report.outOfMemory() }
        return text
    }
}

/// Where the list goes on: `&offset=…` behind a query that is not empty, and a NUL.
package func appendOffset(_ offset: Int64, to url: inout ByteBuffer) throws(ResourceExhausted) {
    try url.append("&offset=")
    try url.append(decimal: offset)
    try url.terminate()
}

/// The service's word for a value of an enum; `nil` for 0 and for one that the enum does not have.
func word(_ words: cschema_words?, _ value: Int32) -> Bytes? {
    guard let word = cschema_word_of(words, value) else { return nil }
    // Its quoted form, in a table that lives for ever.
    let quoted = UnsafeRawPointer(word).assumingMemoryBound(to: UInt8.self)
    return Bytes(quoted + 1, count: Int(word.pointee.quoted_length) &- 2)
}

import CSchema
package import Platform

/// Writes the query of a URL: `?name=value&…`, or nothing.
struct QueryWriter: ~Copyable {
    private var text = ByteBuffer()
    private let report: Report

    init(_ report: Report) { self.report = report }

    /// Appends a parameter.
    ///
    /// - Parameter name: a name that needs no encoding.
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

    /// Returns the query. A NUL follows the bytes, and is not counted.
    @inline(never)
    consuming func finish() throws(Failure) -> ByteBuffer {
        do { try text.terminate() } catch { throw report.outOfMemory() }
        return text
    }
}

/// Appends `&offset=…` to a query that is not empty, and a NUL.
package func appendOffset(_ offset: Int64, to url: inout ByteBuffer) throws(ResourceExhausted) {
    try url.append("&offset=")
    try url.append(decimal: offset)
    try url.terminate()
}

/// Returns the service's name of an enum value; `nil` for 0 and for an unknown value.
func enumName(_ names: cschema_enum_names?, _ value: Int32) -> Bytes? {
    guard let name = cschema_enum_name_of(names, value) else { return nil }
    // The quoted form is in a static table.
    let quoted = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
    return Bytes(quoted + 1, count: Int(name.pointee.quoted_length) &- 2)
}

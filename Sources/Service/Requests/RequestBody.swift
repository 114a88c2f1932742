import JSON
package import Platform

/// The body of a request, which may be empty. It may contain secrets, so it is overwritten when it is freed.
public struct RequestBody: ~Copyable {
    private let text: ByteBuffer

    /// Makes an empty body.
    package init() { text = ByteBuffer() }

    init(_ text: consuming ByteBuffer) { self.text = text }

    package var bytes: Bytes { text.bytes }

    /// Returns `{}`, for calls without arguments: the signature covers the bytes that are sent.
    package static func emptyObject() throws(ResourceExhausted) -> RequestBody {
        try copy(("{}" as Literal).bytes)
    }

    package static func copy(_ bytes: Bytes) throws(ResourceExhausted) -> RequestBody {
        // A sleeping watch keeps its next request, most often without a body.
        if bytes.isEmpty { return RequestBody() }
        var text = ByteBuffer()
        try text.append(bytes)
        return RequestBody(text)
    }
}

/// Writes a body, and reports the argument that could not be written. Not inlined, because a request is written once.
struct BodyWriter: ~Copyable {
    private var json: JSONWriter
    private let report: Report

    init(_ report: Report) throws(Failure) {
        self.report = report
        do { json = try JSONWriter() } catch { throw report.outOfMemory() }
    }

    /// Appends a member.
    ///
    /// - Parameter field: the argument's name, if it differs from the key.
    @inline(never)
    mutating func member(_ key: Literal, _ text: Bytes, field: Literal? = nil) throws(Failure) {
        do throws(JSONWriteError) {
            try json.member(key, text)
        } catch {
            switch error {
            case .outOfMemory: throw report.outOfMemory()
            case .notUTF8: throw Check.refuse(field ?? key, "is not UTF-8", report)
            }
        }
    }

    /// Appends a member, unless the text is `nil`.
    @inline(never)
    mutating func member(_ key: Literal, ifGiven text: Bytes?, field: Literal? = nil) throws(Failure) {
        if let text { try member(key, text, field: field) }
    }

    @inline(never)
    mutating func member(_ key: Literal, _ number: Int64) throws(Failure) {
        do { try json.member(key, number) } catch { throw report.outOfMemory() }
    }

    @inline(never)
    mutating func member(_ key: Literal, arrayOf text: Literal, _ other: Literal? = nil) throws(Failure) {
        do { try json.member(key, arrayOf: text.bytes, other?.bytes) } catch { throw report.outOfMemory() }
    }

    @inline(never)
    mutating func enter(_ key: Literal) throws(Failure) {
        do { try json.enter(key) } catch { throw report.outOfMemory() }
    }

    @inline(never)
    mutating func leave() throws(Failure) {
        do { try json.leave() } catch { throw report.outOfMemory() }
    }

    @inline(never)
    consuming func finish() throws(Failure) -> RequestBody {
        let report = report
        do { return RequestBody(try json.finish()) } catch { throw report.outOfMemory() }
    }
}

import JSON
package import Platform

/// The body of a request, or none. It may hold secrets: it is overwritten when it is freed.
public struct RequestBody: ~Copyable {
    private let text: ByteBuffer

    /// Without a byte.
    package init() { text = ByteBuffer() }

    init(_ text: consuming ByteBuffer) { self.text = text }

    package var bytes: Bytes { text.bytes }

    /// `{}`, for calls that have nothing to say: a signature is of the bytes that are sent.
    package static func emptyObject() throws(ResourceExhausted) -> RequestBody {
        try copy(("{}" as Literal).bytes)
    }

    package static func copy(_ bytes: Bytes) throws(ResourceExhausted) -> RequestBody {
        var text = ByteBuffer()
        try text.append(bytes)
        return RequestBody(text)
    }
}

/// Writes a body, and tells which argument could not be written. Calls: a request is written once.
struct BodyWriter: ~Copyable {
    private var json: JSONWriter
    private let report: Report

    init(_ report: Report) throws(Failure) {
        self.report = report
        do { json = try JSONWriter() } catch { throw report.outOfMemory() }
    }

    /// - Parameter field: the argument's name, where it is not the key.
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

    /// Nothing for a text that was not given.
    @inline(never)
    mutating func member(_ key: Literal, ifGiven text: Bytes?, field: Literal? = nil) throws(Failure) {
        if let text { try member(key, text, field: field) }
    }

    @inline(never)
    mutating func member(_ key: Literal, _ number: Int64) throws(Failure) {
        do { try json.member(key, number) } catch { throw report.outOfMemory() }
    }

    @inline(never)
    mutating func member(_ key: Literal, arrayOf word: Literal) throws(Failure) {
        do { try json.member(key, arrayOf: word.bytes) } catch { throw report.outOfMemory() }
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

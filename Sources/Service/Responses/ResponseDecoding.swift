import CCodelab
import CSchema
import JSON
package import Platform

/// What an answer turned out to be.
package enum DecodedResponse {
    /// What was asked for: its structure is the block's head, which ``Block/takeHead()`` makes the caller's.
    case value(UnsafeMutableRawPointer)
    /// An object with an `error_code`.
    case serviceError(ServiceErrorBody)
}

/// Decodes the answer that `block` holds, in place: it must have been made with ``headBytes(_:)`` of that kind.
///
/// Failures are PROTOCOL, with path and offset, and NO_MEMORY. The bytes are no longer JSON afterwards.
///
/// - Parameter isStrict: treats every value of another kind than the header's as a failure. For tests: otherwise such a
///   value is converted or dropped, unless it is one without which the answer has no meaning.
package func decodeResponse(
    _ kind: ResponseKind, _ block: inout Block, _ report: Report, isStrict: Bool = false
) throws(Failure) -> DecodedResponse {
    do { try block.seal() } catch { throw report.outOfMemory() }
    guard let bytes = block.bytes, let head = block.head, let root = kind.root else { throw report.outOfMemory() }
    var frames = cschema_frames()
    let failure = withUnsafeMutablePointer(to: &frames) { frames in
        let place = UnsafeMutableRawPointer(frames).assumingMemoryBound(to: Int.self)
        var answer = ResponseReader(JSONReader(bytes, count: block.count, frames: place), isStrict: isStrict)
        do throws(JSONError) {
            try answer.readObject(root, into: head, &block)
            try answer.reader.finish()
            if answer.dropped.count != 0 {
                let none = Chain(nextOffset: 0)
                try answer.listDropped(after: none, of: root, in: head, isElement: false, &block)
            }
            try answer.buildBrowserURLs(kind, head, &block)
            return nil as Failure?
        } catch {
            return answer.failure(error, kind, block.count, report)
        }
    }
    if let failure { throw failure }
    let error = (head + Int(root.pointee.error_offset)).assumingMemoryBound(to: cschema_error.self)
    guard let code = error.pointee.error_code, code.pointee != 0 else { return .value(head) }
    return .serviceError(error.pointee.body)
}

extension cschema_error {
    fileprivate var body: ServiceErrorBody {
        var body = ServiceErrorBody()
        if let error_code { body.code = Bytes(cString: error_code) }
        if let error_msg { body.message = Bytes(cString: error_msg) }
        if let request_id { body.requestID = Bytes(cString: request_id) }
        return body
    }
}

extension ResponseReader {
    /// For each instance that the answer holds.
    @inline(__always)
    fileprivate mutating func buildBrowserURLs(
        _ kind: ResponseKind, _ head: UnsafeMutableRawPointer, _ block: inout Block
    ) throws(JSONError) {
        switch kind {
        case .instance: try buildBrowserURL(head.assumingMemoryBound(to: cschema_document.self), &block)
        case .instancePage:
            var documents = DocumentsOfPage(head.assumingMemoryBound(to: codelab_page.self))
            while let document = documents.next() { try buildBrowserURL(document, &block) }
        default: break
        }
    }

    @inline(never)
    fileprivate func failure(
        _ error: JSONError, _ kind: ResponseKind, _ textBytes: Int, _ report: Report
    ) -> Failure {
        if error.reason == .outOfMemory {
            // A third of what an answer may take: then it is the answer that is unreasonable, not the machine.
            guard structureBytes &+ textBytes > Block.limitBytes / 3 else { return report.outOfMemory() }
            return report.failure(CODELAB_E_PROTOCOL) {
                $0.write("the answer is too large: ")
                $0.write(kind.likeness)
                $0.write(" has fewer parts")
            }
        }
        return reader.failure(error, "the answer", likeness: kind.likeness, report)
    }
}

extension JSONReader {
    /// Reports an answer that cannot be read, with the place where it stops making sense.
    @inline(never)
    func failure(_ error: JSONError, _ subject: Literal, likeness: Literal, _ report: Report) -> Failure {
        if error.reason == .outOfMemory { return report.outOfMemory() }
        report.record.pointee.json_offset = Int64(error.offset)
        report.setJSONPath { writePath(to: &$0) }
        var failure = report.failure(CODELAB_E_PROTOCOL) { writer in
            writer.write(subject)
            writer.write(" is not what ")
            writer.write(likeness)
            writer.write(" looks like: ")
            if hasPath {
                // The reason follows, with where it is.
                writer.write(leaving: 128) { writePath(to: &$0) }
                writer.write(": ")
            }
            error.describe(to: &writer)
            writer.write(" (byte ")
            writer.write(Int64(error.offset))
            writer.write(")")
        }
        if error.reason == .ends || error.reason == .empty { failure.remedy = .wholeResponse }
        return failure
    }
}

/// Goes through the instances of a page, in the structures that they were read into.
struct DocumentsOfPage {
    private let instances: UnsafePointer<UnsafePointer<codelab_instance>?>?
    private var left: Int64
    private var index = 0

    init(_ page: UnsafePointer<codelab_page>) {
        instances = page.pointee.instances
        left = page.pointee.instances_count
    }

    mutating func next() -> UnsafeMutablePointer<cschema_document>? {
        guard left > 0, let instance = instances?[index] else { return nil }
        left &-= 1
        index &+= 1
        return UnsafeMutableRawPointer(mutating: instance).assumingMemoryBound(to: cschema_document.self)
    }
}

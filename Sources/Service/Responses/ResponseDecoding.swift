import CCodelab
import CSchema
import JSON
package import Platform

/// The result of decoding a response.
package enum DecodedResponse {
    /// The requested structure. It is the block's head, which ``Block/takeHead()`` passes to the caller.
    case value(UnsafeMutableRawPointer)
    /// An object with an `error_code`.
    case serviceError(ServiceErrorBody)
}

/// Decodes the response in `block`, in place. The block must be made with ``headBytes(_:)`` of that kind.
///
/// Fails with PROTOCOL, with path and offset, or NO_MEMORY. Afterwards the bytes are no longer JSON.
///
/// - Parameter isStrict: True to fail at every value of another kind than in the header; for tests. Otherwise such a
///   value is converted or dropped, except where it is indispensable.
package func decodeResponse(
    _ kind: ResponseKind, _ block: inout Block, _ report: Report, isStrict: Bool = false
) throws(Failure) -> DecodedResponse {
    do { try block.seal() } catch { throw report.outOfMemory() }
    guard let bytes = block.bytes, let head = block.head, let root = kind.root else { throw report.outOfMemory() }
    var frames = cschema_frames()
    let failure = withUnsafeMutablePointer(to: &frames) { frames in
        let memory = UnsafeMutableRawPointer(frames).assumingMemoryBound(to: Int.self)
        var response = ResponseReader(JSONReader(bytes, count: block.count, frames: memory), isStrict: isStrict)
        do throws(JSONError) {
            try response.readObject(root, into: head, &block)
            try response.reader.finish()
            if response.dropped.count != 0 {
                let none = Chain(nextOffset: 0)
                try response.listDropped(after: none, of: root, in: head, isElement: false, &block)
            }
            try response.buildBrowserURLs(kind, head, &block)
            return nil as Failure?
        } catch {
            return response.failure(error, kind, block.count, report)
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
    /// Builds the browser URLs of all instances of the response.
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
            // If the response takes more than a third of the limit, the response is too large; otherwise memory is
            // short.
            guard structureBytes &+ textBytes > Block.limitBytes / 3 else { return report.outOfMemory() }
            return report.failure(CODELAB_E_PROTOCOL) {
                $0.write("the response is too large: ")
                $0.write(kind.likeness)
                $0.write(" cannot have so many parts")
            }
        }
        return reader.failure(error, "the response", likeness: kind.likeness, report)
    }
}

extension JSONReader {
    /// Reports an invalid response, with the position of the error.
    @inline(never)
    func failure(_ error: JSONError, _ subject: Literal, likeness: Literal, _ report: Report) -> Failure {
        if error.reason == .outOfMemory { return report.outOfMemory() }
        report.record.pointee.json_offset = Int64(error.offset)
        report.setJSONPath { writePath(to: &$0) }
        var failure = report.failure(CODELAB_E_PROTOCOL) { writer in
            writer.write(subject)
            writer.write(" is not valid as ")
            writer.write(likeness)
            writer.write(": ")
            if hasPath {
                // Leave room for the reason and the offset, which follow.
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

/// Iterates over the decoded instances of a page.
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

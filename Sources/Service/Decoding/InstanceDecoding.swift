import CCodelab
package import CSchema
import JSON
package import Platform

/// What the service says about a failure. The bytes lie in the answer's ``Block``; each may be empty.
package struct ServiceErrorBody {
    package var code: Bytes = .none
    package var message: Bytes = .none
    package var requestID: Bytes = .none

    package init() {}
}

/// What an answer turned out to be.
package enum DecodedAnswer {
    /// An instance, whose document is the block's head: ``Block/takeHead()`` makes it the caller's.
    case instance(UnsafeMutablePointer<cschema_document>)
    /// An object with an `error_code`.
    case serviceError(ServiceErrorBody)
}

/// The head that a ``Block`` needs for ``decodeInstance(_:_:)``.
package var documentBytes: Int { MemoryLayout<cschema_document>.size }

/// Decodes the answer that `block` holds, in place: it must have been made with ``documentBytes`` as its head.
///
/// Failures are PROTOCOL, with path and offset, and NO_MEMORY. The bytes are no longer JSON afterwards.
package func decodeInstance(_ block: inout Block, _ report: Report) throws(Failure) -> DecodedAnswer {
    do { try block.seal() } catch { throw report.outOfMemory() }
    guard let bytes = block.bytes, let head = block.head, let root = cschema_root() else { throw report.outOfMemory() }
    var frames = cschema_frames()
    let document = head.assumingMemoryBound(to: cschema_document.self)
    let failure = withUnsafeMutablePointer(to: &frames) { frames in
        let place = UnsafeMutableRawPointer(frames).assumingMemoryBound(to: Int.self)
        var answer = AnswerReader(reader: JSONReader(bytes, count: block.count, frames: place))
        do throws(JSONError) {
            try answer.readObject(root, into: head, &block)
            try answer.reader.finish()
            try answer.buildBrowserURL(document, &block)
            return nil as Failure?
        } catch {
            return answer.failure(error, block.count, report)
        }
    }
    if let failure { throw failure }
    guard let code = document.pointee.error_code, code.pointee != 0 else { return .instance(document) }
    return .serviceError(document.pointee.errorBody)
}

extension cschema_document {
    fileprivate var errorBody: ServiceErrorBody {
        var body = ServiceErrorBody()
        if let error_code { body.code = Bytes(cString: error_code) }
        if let error_msg { body.message = Bytes(cString: error_msg) }
        if let request_id { body.requestID = Bytes(cString: request_id) }
        return body
    }
}

extension AnswerReader {
    @inline(never)
    fileprivate func failure(_ error: JSONError, _ textBytes: Int, _ report: Report) -> Failure {
        if error.reason == .outOfMemory {
            // A third of what an answer may take: then it is the answer that is unreasonable, not the machine.
            guard structureBytes &+ textBytes > Block.limitBytes / 3 else { return report.outOfMemory() }
            return report.failure(
                CODELAB_E_PROTOCOL, "the answer is too large: a notebook has fewer parts")
        }
        report.record.pointee.json_offset = Int64(error.offset)
        report.setJSONPath { reader.writePath(to: &$0) }
        return report.failure(CODELAB_E_PROTOCOL) { writer in
            writer.write("the answer is not what a notebook looks like: ")
            if reader.hasPath {
                reader.writePath(to: &writer)
                writer.write(": ")
            }
            error.describe(to: &writer)
            writer.write(" (byte ")
            writer.write(Int64(error.offset))
            writer.write(")")
        }
    }
}

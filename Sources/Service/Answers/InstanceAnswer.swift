package import CCodelab
import CPlatform
import CSchema
package import Platform

/// The instance that an answer of the service holds. The caller owns it, and frees it by ``freeInstance(_:)``.
///
/// - Parameters:
///   - activity: what was being done, as the beginning of a sentence.
///   - receivedMs: when the answer came, by ``Clock``.
package func takeInstance<Headers: HeaderSource>(
    _ head: AnswerHead<Headers>, _ block: inout Block, _ activity: Literal, receivedMs: Int64, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<codelab_instance> {
    guard head.isSuccess else { throw serviceFailure(head, decodeServiceError(&block), activity, report) }
    do throws(Failure) {
        try checkBody(block, report)
        let document = try decode(&block, head, activity, report)
        document.pointee.received_monotonic_ms = receivedMs
        if document.pointee.instance.current_time_ms == Absent.integer, let dateMs = head.dateMs {
            document.pointee.instance.current_time_ms = dateMs
        }
        return hand(&block, document)
    } catch {
        report.record.pointee.http_status = head.httpStatus
        if report.requestID.isEmpty { report.setRequestID(head.requestID) }
        throw error
    }
}

/// Bodies that can be told apart before they are read, for a message that helps more than "not JSON".
private func checkBody(_ block: borrowing Block, _ report: Report) throws(Failure) {
    guard let first = block.bytes?.pointee, block.count > 0 else {
        throw report.failure(CODELAB_E_PROTOCOL, "the answer has no body, where an instance should be")
    }
    if first == UInt8(ascii: "<") {
        report.record.pointee.json_offset = 0
        throw report.failure(
            CODELAB_E_PROTOCOL, "the answer is a page of HTML, not JSON; is a proxy or a login page in between?")
    }
}

/// The instance of a copy of `count` bytes.
package func copyInstance(
    _ bytes: UnsafeRawPointer, count: Int, receivedMs: Int64, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<codelab_instance> {
    var block = Block(headBytes: documentBytes)
    // Only the part that could be decoded: the limit is the same as for an answer from the network.
    guard count >= 0, count <= answerLimitBytes else {
        throw report.failure(CODELAB_E_PROTOCOL, "the answer is larger than 16 MiB")
    }
    do throws(OutOfMemory) {
        try block.reserve(count)
        try block.append(bytes, count: count)
    } catch {
        throw report.outOfMemory()
    }
    let document = try decode(&block, AnswerHead(httpStatus: 0, headers: NoHeaders()), "decoding the answer", report)
    document.pointee.received_monotonic_ms = receivedMs
    return hand(&block, document)
}

private func decode<Headers: HeaderSource>(
    _ block: inout Block, _ head: AnswerHead<Headers>, _ activity: Literal, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<cschema_document> {
    switch try decodeInstance(&block, report) {
    case .instance(let document): return document
    case .serviceError(let body): throw serviceFailure(head, body, activity, report)
    }
}

/// The instance is the first member of its document, which is the head of its block: one address, one owner.
private func hand(
    _ block: inout Block, _ document: UnsafeMutablePointer<cschema_document>
) -> UnsafeMutablePointer<codelab_instance> {
    _ = block.takeHead()
    return UnsafeMutableRawPointer(document).assumingMemoryBound(to: codelab_instance.self)
}

private func document(of instance: UnsafePointer<codelab_instance>) -> UnsafePointer<cschema_document> {
    UnsafeRawPointer(instance).assumingMemoryBound(to: cschema_document.self)
}

/// Frees what ``takeInstance(_:_:_:receivedMs:_:)`` gave; all of it is overwritten first.
package func freeInstance(_ instance: UnsafeMutablePointer<codelab_instance>) {
    Block.release(Block.chunk(ofHead: UnsafeMutableRawPointer(instance)))
}

package func receivedMs(_ instance: UnsafePointer<codelab_instance>) -> Int64 {
    document(of: instance).pointee.received_monotonic_ms
}

/// `nil` without a URL.
package func browserURL(_ instance: UnsafePointer<codelab_instance>) -> UnsafePointer<CChar>? {
    document(of: instance).pointee.browser_url
}

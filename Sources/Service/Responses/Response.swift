package import CCodelab
import CPlatform
import CSchema
package import Platform

/// Decodes a response. Returns the address of its public structure, ``codelab_instance``, ``codelab_lease``,
/// ``codelab_image`` or ``codelab_page``. The caller owns it, and frees it with ``freeResponse(_:)``.
///
/// - Parameters:
///   - block: the response's memory, made with ``headBytes(_:)`` of that kind.
///   - id: the id of the requested instance or image; empty for a new instance; `nil` for any.
///   - activity: the call, as the beginning of a sentence.
///   - receivedMs: when the response arrived, by ``Clock``.
package func takeResponse<Headers: HeaderSource>(
    _ kind: ResponseKind, about id: Bytes? = nil, _ head: ResponseHead<Headers>, _ block: inout Block,
    _ activity: Literal, receivedMs: Int64, _ report: Report
) throws(Failure) -> UnsafeMutableRawPointer {
    guard head.isSuccess else { throw serviceFailure(head, decodeServiceError(&block), activity, report) }
    do throws(Failure) {
        try checkBody(kind, block, report)
        let response = try take(kind, head, &block, activity, receivedMs: receivedMs, report)
        if let id { try checkID(kind, response, id, activity, report) }
        return response
    } catch {
        report.record.pointee.http_status = head.httpStatus
        if report.requestID.isEmpty { report.setRequestID(head.requestID) }
        throw error
    }
}

/// Rejects and frees a response about another instance or image, or about a new instance without an id. Services
/// compare ids without case.
private func checkID(
    _ kind: ResponseKind, _ response: UnsafeMutableRawPointer, _ id: Bytes, _ activity: Literal, _ report: Report
) throws(Failure) {
    var text: UnsafePointer<CChar>?
    switch kind {
    case .instance: text = response.assumingMemoryBound(to: codelab_instance.self).pointee.id
    case .image: text = response.assumingMemoryBound(to: codelab_image.self).pointee.id
    default: return
    }
    let found = text.map { Bytes(cString: $0) } ?? .none
    guard id.isEmpty ? found.isEmpty : text != nil && !found.equalsIgnoringCase(id) else { return }
    defer { freeResponse(response) }
    throw report.failure(CODELAB_E_PROTOCOL) {
        $0.write(activity)
        if id.isEmpty {
            return $0.write(" failed: the response has no id; the service may have carried it out: list the instances")
        }
        $0.write(" failed: asked for ")
        $0.write(id.prefix(128))
        $0.write(", but the response is about ")
        $0.write(found)
    }
}

/// Frees a result of ``takeResponse(_:about:_:_:_:receivedMs:_:)``, after overwriting it.
package func freeResponse(_ response: UnsafeMutableRawPointer) {
    Block.release(Block.chunk(ofHead: response))
}

/// Recognises some invalid bodies before parsing, for a more helpful message than "not JSON".
private func checkBody(_ kind: ResponseKind, _ block: borrowing Block, _ report: Report) throws(Failure) {
    guard let bytes = block.bytes, block.count > 0 else {
        var failure = report.failure(CODELAB_E_PROTOCOL) {
            $0.write("the response has no body, expected ")
            $0.write(kind.noun)
        }
        failure.remedy = .wholeResponse
        throw failure
    }
    // The page may begin with a byte order mark.
    let hasMark = block.count > 3 && bytes[0] == 0xEF
    if bytes[hasMark ? 3 : 0] == UInt8(ascii: "<") {
        report.record.pointee.json_offset = 0
        throw report.failure(
            CODELAB_E_PROTOCOL, "the response is an HTML page, not JSON; check for a proxy or a login page")
    }
}

/// Decodes an instance from a copy of `count` bytes.
package func copyInstance(
    _ bytes: UnsafeRawPointer, count: Int, receivedMs: Int64, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<codelab_instance> {
    var block = Block(headBytes: headBytes(.instance))
    // The limit is the same as for a response from the network.
    guard count >= 0, count <= responseLimitBytes else {
        throw report.failure(CODELAB_E_PROTOCOL, "the response is larger than 16 MiB")
    }
    do throws(ResourceExhausted) {
        try block.reserve(count)
        try block.append(bytes, count: count)
    } catch {
        throw report.outOfMemory()
    }
    let head = ResponseHead(httpStatus: 0, headers: NoHeaders())
    let response = try take(.instance, head, &block, "decoding the response", receivedMs: receivedMs, report)
    return response.assumingMemoryBound(to: codelab_instance.self)
}

private func take<Headers: HeaderSource>(
    _ kind: ResponseKind, _ head: ResponseHead<Headers>, _ block: inout Block, _ activity: Literal, receivedMs: Int64,
    _ report: Report
) throws(Failure) -> UnsafeMutableRawPointer {
    switch try decodeResponse(kind, &block, report) {
    case .serviceError(let body): throw serviceFailure(head, body, activity, report)
    case .value(let value):
        complete(kind, value, head, receivedMs: receivedMs)
        // The public structure is the head of its block: both have one address and one owner.
        _ = block.takeHead()
        return value
    }
}

/// Sets the fields that depend on the time of the response, by the service's clock, and on the time of its arrival.
private func complete<Headers: HeaderSource>(
    _ kind: ResponseKind, _ value: UnsafeMutableRawPointer, _ head: ResponseHead<Headers>, receivedMs: Int64
) {
    switch kind {
    case .instance:
        let document = value.assumingMemoryBound(to: cschema_document.self)
        let knowsTime = document.pointee.instance.current_time_ms != Absent.integer
        document.pointee.complete(receivedMs: receivedMs, dateMs: knowsTime ? nil : head.dateMs)
    case .instancePage:
        let dateMs = head.dateMs
        var documents = DocumentsOfPage(value.assumingMemoryBound(to: codelab_page.self))
        while let document = documents.next() { document.pointee.complete(receivedMs: receivedMs, dateMs: dateMs) }
    case .lease:
        value.assumingMemoryBound(to: codelab_lease.self).pointee.setDerivedFields(nowMs: head.dateMs ?? Absent.integer)
    case .image, .imagePage, .flavorPage: break
    }
}

extension cschema_document {
    fileprivate mutating func complete(receivedMs: Int64, dateMs: Int64?) {
        received_monotonic_ms = receivedMs
        if instance.current_time_ms == Absent.integer, let dateMs { instance.current_time_ms = dateMs }
        if let lease = instance.lease {
            UnsafeMutablePointer(mutating: lease).pointee.setDerivedFields(nowMs: instance.current_time_ms)
        }
    }
}

// MARK: - Private data of an instance

private func document(of instance: UnsafePointer<codelab_instance>) -> UnsafePointer<cschema_document> {
    UnsafeRawPointer(instance).assumingMemoryBound(to: cschema_document.self)
}

package func receivedMs(_ instance: UnsafePointer<codelab_instance>) -> Int64 {
    document(of: instance).pointee.received_monotonic_ms
}

/// Returns the browser URL, or `nil` if the instance has no URL.
package func browserURL(_ instance: UnsafePointer<codelab_instance>) -> UnsafePointer<CChar>? {
    document(of: instance).pointee.browser_url
}

// MARK: - Elements of a page

/// Returns the number of elements of a page.
package func pageElementCount(_ page: UnsafePointer<codelab_page>) -> Int {
    // Two of the counts are 0; the third is limited by the size of a response, 16 MiB.
    let count = page.pointee.instances_count &+ page.pointee.images_count &+ page.pointee.flavors_count
    return Int(truncatingIfNeeded: count)
}

/// Returns the id of an element; `nil` if there is no such element, or it has no id.
package func elementID(_ page: UnsafePointer<codelab_page>, at index: Int) -> UnsafePointer<CChar>? {
    guard index < pageElementCount(page) else { return nil }
    if page.pointee.instances_count > 0 { return page.pointee.instances?[index]?.pointee.id }
    if page.pointee.images_count > 0 { return page.pointee.images?[index]?.pointee.id }
    return page.pointee.flavors?[index]?.pointee.id
}

import CCodelab
package import Platform

/// Reports an error response. The failure says whether the credential is locked out.
///
/// - Parameters:
///   - body: the error in the response's body; each part may be empty.
///   - activity: the call, as the beginning of a sentence.
package func serviceFailure<Headers: HeaderSource>(
    _ head: ResponseHead<Headers>, _ body: ServiceErrorBody, _ activity: Literal, _ report: Report
) -> Failure {
    let facts = HeadFacts(
        httpStatus: head.httpStatus, signedSeconds: head.signedSeconds, dateMs: head.dateMs,
        retryAfterMs: head.retryAfterMs, requestID: head.requestID, redirect: head.redirect,
        addressField: head.addressField)
    return serviceFailure(facts, body, activity, report)
}

/// The parts of a response's head that a failure uses, independent of the source of the headers.
private struct HeadFacts {
    let httpStatus: Int32
    let signedSeconds: Int64?
    let dateMs: Int64?
    let retryAfterMs: Int64?
    let requestID: Bytes
    let redirect: Bytes
    let addressField: Literal?
}

@inline(never)
private func serviceFailure(
    _ head: HeadFacts, _ body: ServiceErrorBody, _ activity: Literal, _ report: Report
) -> Failure {
    let entry = ErrorTable.entry(httpStatus: head.httpStatus, code: body.code)
    let wrongAddress = entry.group == CODELAB_E_NOT_OFFERED ? head.addressField : nil
    let group = wrongAddress == nil ? entry.group : CODELAB_E_NOT_FOUND
    report.record.pointee.http_status = head.httpStatus
    report.record.pointee.retryable = entry.isTemporary ? 1 : 0
    report.record.pointee.retry_after_ms = head.retryAfterMs ?? Absent.integer
    report.setServiceCode(body.code)
    report.setRequestID(body.requestID.isEmpty ? head.requestID : body.requestID)
    let redirect = head.redirect
    let hint =
        wrongAddress.map { .address($0) } ?? (redirect.isEmpty ? nil : .text(redirectHint.bytes))
        ?? Service.hint(entry, body, dateMs: head.dateMs, signedSeconds: head.signedSeconds)
    // IAM uses the status as its code.
    let isRepeated = decimal(body.code) == Int64(head.httpStatus)
    let origin = Origin(httpStatus: head.httpStatus, code: isRepeated ? .none : body.code)
    // The hint is always complete. The service's text, which may contain a copy of the request, is cut.
    let room =
        MemoryLayout.size(ofValue: report.record.pointee.message) &- 1 &- activity.bytes.count
        &- failed.bytes.count &- origin.length &- hint.length
    var failure = report.failure(group) {
        $0.write(activity)
        $0.write(failed)
        if !redirect.isEmpty {
            $0.write("the response is a redirect to ")
            $0.write(redirect, atMost: 200)
        } else {
            if body.message.isEmpty { $0.write(statusText(group.rawValue)) }
            $0.write(body.message, atMost: room < 320 ? room : 320)
        }
        origin.write(to: &$0)
        hint.write(to: &$0)
    }
    if entry.renewsToken { failure.remedy = .newToken }
    failure.lockoutMs = locksOut(
        httpStatus: head.httpStatus, code: body.code, message: body.message, isSigned: head.signedSeconds != nil)
    return failure
}

private var failed: Literal { " failed: " }

private var redirectHint: Literal {
    "redirects are not followed, because they would receive the credential: correct the address or the proxy"
}

/// " (HTTP 403, ModelArts.0210)"; without the status if the response did not come by HTTP.
private struct Origin {
    let httpStatus: Int32
    let code: Bytes
    private var longestCode: Int { 64 }

    var length: Int {
        if httpStatus == 0 && code.isEmpty { return 0 }
        let status = httpStatus == 0 ? 0 : 5 &+ decimalLength(Int64(httpStatus)) &+ (code.isEmpty ? 0 : 2)
        return 3 &+ status &+ code.textPrefix(longestCode).count
    }

    func write(to writer: inout TextWriter) {
        if httpStatus == 0 && code.isEmpty { return }
        writer.write(" (")
        if httpStatus != 0 {
            writer.write("HTTP ")
            writer.write(Int64(httpStatus))
            if !code.isEmpty { writer.write(", ") }
        }
        writer.write(code, atMost: longestCode)
        writer.write(")")
    }
}

/// Returns the length of a number in decimal.
func decimalLength(_ value: Int64) -> Int {
    var rest = value.magnitude
    var length = value < 0 ? 2 : 1
    while rest >= 10 {
        rest /= 10
        length &+= 1
    }
    return length
}

import CCodelab
package import Platform

/// Reports an answer by which the service refuses or fails. The failure tells whether the credential has to rest.
///
/// - Parameters:
///   - body: what the answer's body says; each part may be empty.
///   - activity: what was being done, as the beginning of a sentence.
package func serviceFailure<Headers: HeaderSource>(
    _ head: ResponseHead<Headers>, _ body: ServiceErrorBody, _ activity: Literal, _ report: Report
) -> Failure {
    let facts = HeadFacts(
        httpStatus: head.httpStatus, signedSeconds: head.signedSeconds, dateMs: head.dateMs,
        retryAfterMs: head.retryAfterMs, requestID: head.requestID, redirect: head.redirect,
        addressField: head.addressField)
    return serviceFailure(facts, body, activity, report)
}

/// What a failure takes from an answer's head, wherever its headers come from.
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
    report.record.pointee.retryable = entry.isPassing ? 1 : 0
    report.record.pointee.retry_after_ms = head.retryAfterMs ?? Absent.integer
    report.setServiceCode(body.code)
    report.setRequestID(body.requestID.isEmpty ? head.requestID : body.requestID)
    let redirect = head.redirect
    let advice =
        wrongAddress.map { .address($0) } ?? (redirect.isEmpty ? nil : .text(redirectAdvice.bytes))
        ?? advice(entry, body, dateMs: head.dateMs, signedSeconds: head.signedSeconds)
    // IAM repeats the status as its code.
    let isRepeated = decimal(body.code) == Int64(head.httpStatus)
    let origin = Origin(httpStatus: head.httpStatus, code: isRepeated ? .none : body.code)
    // What to do is always told whole. The service's own text is cut, which can hold a copy of the request.
    let room =
        MemoryLayout.size(ofValue: report.record.pointee.message) &- 1 &- activity.bytes.count
        &- failed.bytes.count &- origin.length &- advice.length
    var failure = report.failure(group) {
        $0.write(activity)
        $0.write(failed)
        if !redirect.isEmpty {
            $0.write("the answer is a redirect to ")
            $0.write(redirect, atMost: 200)
        } else {
            if body.message.isEmpty { $0.write(statusText(group.rawValue)) }
            $0.write(body.message, atMost: room < 320 ? room : 320)
        }
        origin.write(to: &$0)
        advice.write(to: &$0)
    }
    if entry.renewsToken { failure.remedy = .newToken }
    failure.heldMs = locksOut(
        httpStatus: head.httpStatus, code: body.code, message: body.message, isSigned: head.signedSeconds != nil)
    return failure
}

private var failed: Literal { " failed: " }

private var redirectAdvice: Literal {
    "redirects are not followed, since the credential would go along: correct the address, or the proxy"
}

/// " (HTTP 403, ModelArts.0210)"; without a status for an answer that came by other means.
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

/// How many bytes a number takes when it is written.
func decimalLength(_ value: Int64) -> Int {
    var rest = value.magnitude
    var length = value < 0 ? 2 : 1
    while rest >= 10 {
        rest /= 10
        length &+= 1
    }
    return length
}

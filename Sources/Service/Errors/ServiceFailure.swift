import CCodelab
package import Platform

/// Reports an answer by which the service refuses or fails.
///
/// - Parameters:
///   - body: what the answer's body says; each part may be empty.
///   - activity: what was being done, as the beginning of a sentence.
package func serviceFailure<Headers: HeaderSource>(
    _ head: AnswerHead<Headers>, _ body: ServiceErrorBody, _ activity: Literal, _ report: Report
) -> Failure {
    let entry = ErrorTable.entry(httpStatus: head.httpStatus, code: body.code)
    report.record.pointee.http_status = head.httpStatus
    report.record.pointee.retryable = entry.isPassing ? 1 : 0
    report.record.pointee.retry_after_ms = head.retryAfterMs ?? Absent.integer
    report.setServiceCode(body.code)
    report.setRequestID(body.requestID.isEmpty ? head.requestID : body.requestID)
    return report.failure(entry.group) {
        $0.write(activity)
        $0.write(" failed: ")
        // A third of the message is left for what to do about it.
        $0.write(
            body.message.isEmpty
                ? Bytes(cString: statusText(entry.group.rawValue).cString) : body.message.textPrefix(320))
        writeOrigin(head.httpStatus, body.code, to: &$0)
        $0.write(advice(entry.group))
    }
}

/// " (HTTP 403, ModelArts.0210)"; without a status for an answer that came by other means.
private func writeOrigin(_ httpStatus: Int32, _ code: Bytes, to writer: inout TextWriter) {
    if httpStatus == 0 && code.isEmpty { return }
    writer.write(" (")
    if httpStatus != 0 {
        writer.write("HTTP ")
        writer.write(Int64(httpStatus))
        if !code.isEmpty { writer.write(", ") }
    }
    writer.write(code.textPrefix(64))
    writer.write(")")
}

private func advice(_ group: codelab_status) -> Literal {
    switch group {
    case CODELAB_E_AUTHENTICATION: "; get a new token, scoped to this project"
    case CODELAB_E_PERMISSION: "; ask the account's administrator, and compare the project with the token's"
    case CODELAB_E_NOT_OFFERED: "; some regions have withdrawn this call"
    case CODELAB_E_QUOTA: "; free something, or try another flavor"
    case CODELAB_E_RATE_LIMIT: "; wait, and send fewer requests"
    default: ""
    }
}

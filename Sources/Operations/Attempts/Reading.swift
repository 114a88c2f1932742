import CCodelab
import CPlatform
import Engine
import Platform
import Service

/// What became of one request.
enum AttemptResult {
    /// The answer's structure, which is the taker's; nothing for a call that may be answered without any.
    case answer(UnsafeMutableRawPointer?)
    /// The token was not taken; with another one it is worth another try.
    case renewed
    /// - isRetried: the service, or the way to it, may be better soon.
    /// - isUncertain: the request may have been carried out.
    case failure(Failure, isRetried: Bool, isUncertain: Bool)
}

extension Attempt {
    /// Reads the answer to `plan`, or tells in the record why there is none.
    mutating func read(
        _ exchange: UnsafeMutablePointer<Exchange>, _ plan: borrowing Plan, attempt: Int32, nowMs: Int64,
        _ record: UnsafeMutablePointer<codelab_error>
    ) -> AttemptResult {
        let report = report(record)
        note(exchange)
        trace(exchange, plan, nowMs: nowMs, attempt: attempt, report)
        record.pointee.attempts = count
        defer { releaseGrant() }
        guard exchange.pointee.result == CURLE_OK else { return lost(exchange, plan, report, nowMs: nowMs) }
        let head = AnswerHead(
            httpStatus: exchange.pointee.httpStatus, headers: ExchangeHeaders(exchange: exchange),
            signedSeconds: signedSeconds, addressField: plan.isOpen ? nil : "endpoint")
        if head.httpStatus == 407 { return lost(exchange, plan, report, nowMs: nowMs) }
        if plan.mayBeEmpty, head.isSuccess, exchange.pointee.block.count == 0 { return .answer(nil) }
        do throws(Failure) {
            let answer = try takeAnswer(
                plan.answer, about: plan.subject, head, &exchange.pointee.block, plan.activity, receivedMs: nowMs,
                report)
            let dropped = droppedPaths(plan.answer, answer)
            client.pointee.trace.write(dropped: dropped.count, dropped.paths)
            noteSuccess(nowMs: nowMs)
            return .answer(answer)
        } catch {
            if error.remedy == .wholeAnswer, exchange.pointee.loseUnfinished() {
                return lost(exchange, plan, report, nowMs: nowMs)
            }
            if error.remedy == .newToken, renew() { return .renewed }
            if head.httpStatus == 429 { noteThrottling(record, nowMs: nowMs) }
            if head.httpStatus == 401 || error.heldMs != nil {
                noteRefusal(record, heldMs: error.heldMs, nowMs: nowMs)
            }
            let isRetried = isRetriedStatus(head.httpStatus, isIdempotent: plan.isIdempotent)
            if !isRetried && !plan.isIdempotent && head.httpStatus >= 500 { record.pointee.retryable = 0 }
            return .failure(error, isRetried: isRetried, isUncertain: isUncertainStatus(head.httpStatus))
        }
    }

    private func lost(
        _ exchange: UnsafeMutablePointer<Exchange>, _ plan: borrowing Plan, _ report: Report, nowMs: Int64
    ) -> AttemptResult {
        report.reset()
        report.record.pointee.attempts = count
        if let refusal = ProxyRefusal(exchange, plan.activity, report) {
            if let heldMs = refusal.failure.heldMs {
                client.pointee.session.hold(back: report.record, forMs: heldMs, nowMs: nowMs)
            }
            return .failure(refusal.failure, isRetried: refusal.isRetried, isUncertain: false)
        }
        let failure = TransportFailure(exchange, isIdempotent: plan.isIdempotent)
        return .failure(
            failure.failure(exchange, plan.activity, isIdempotent: plan.isIdempotent, report),
            isRetried: failure.isRetried, isUncertain: exchange.pointee.timesSent > 0)
    }
}

struct ExchangeHeaders: HeaderSource {
    let exchange: UnsafeMutablePointer<Exchange>

    func header(_ name: Literal) -> Bytes? { exchange.pointee.header(name) }
}

/// Returns true for a status by which the service, or a gateway, asks for the same request later.
func isRetriedStatus(_ status: Int32, isIdempotent: Bool) -> Bool {
    switch status {
    case 408, 429, 503: true
    default: isIdempotent && isUncertainStatus(status)
    }
}

/// Returns true for a status by which a gateway says that it has no usable answer of the service: the request may have
/// been carried out. From 520 on, gateways have numbers of their own for that.
func isUncertainStatus(_ status: Int32) -> Bool {
    status == 502 || status == 504 || (status >= 520 && status < 600)
}

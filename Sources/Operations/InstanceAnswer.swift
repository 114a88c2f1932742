import CCodelab
import CPlatform
import Engine
import Platform
import Service

enum AttemptResult {
    case instance(UnsafeMutablePointer<codelab_instance>)
    /// - isRetried: the service, or the way to it, may be better soon.
    case failure(Failure, isRetried: Bool)
}

/// Makes an instance of a finished exchange, or tells in the report why there is none.
func readInstance(
    _ exchange: UnsafeMutablePointer<Exchange>, _ activity: Literal, attempts: Int32, isIdempotent: Bool,
    _ nowMs: Int64, _ report: Report
) -> AttemptResult {
    report.reset()
    report.record.pointee.attempts = attempts
    guard exchange.pointee.result == CURLE_OK else {
        let failure = TransportFailure(exchange, isIdempotent: isIdempotent)
        return .failure(
            failure.failure(exchange, activity, isIdempotent: isIdempotent, report), isRetried: failure.isRetried)
    }
    let head = AnswerHead(httpStatus: exchange.pointee.httpStatus, headers: ExchangeHeaders(exchange: exchange))
    do throws(Failure) {
        return .instance(try takeInstance(head, &exchange.pointee.block, activity, receivedMs: nowMs, report))
    } catch {
        let isRetried = isRetriedStatus(head.httpStatus, isIdempotent: isIdempotent)
        if !isRetried && !isIdempotent && head.httpStatus >= 500 { report.record.pointee.retryable = 0 }
        return .failure(error, isRetried: isRetried)
    }
}

private struct ExchangeHeaders: HeaderSource {
    let exchange: UnsafeMutablePointer<Exchange>

    func header(_ name: Literal) -> Bytes? { exchange.pointee.header(name) }
}

/// Answers by which the service, or what stands before it, says "later". 502 and 504 do not tell whether the request
/// was carried out.
private func isRetriedStatus(_ status: Int32, isIdempotent: Bool) -> Bool {
    switch status {
    case 408, 429, 503: true
    case 502, 504: isIdempotent
    default: false
    }
}

/// Writes the report of an operation that was stopped, and returns its failure.
///
/// - Parameter lastStatus: how the attempt before ended; what it failed by is the reason why there was no time left.
func interruptionFailure(
    _ interruption: Interruption, _ activity: Literal, attempts: Int32, lastStatus: Int32, isUncertain: Bool,
    _ report: Report
) -> Failure {
    report.reset()
    report.record.pointee.attempts = attempts
    report.record.pointee.retryable = isUncertain || interruption == .cancelled ? 0 : 1
    let group = interruption == .cancelled ? CODELAB_E_CANCELLED : CODELAB_E_DEADLINE
    return report.failure(group) {
        $0.write(activity)
        $0.write(interruption == .cancelled ? " was cancelled" : " was not over before the deadline")
        if lastStatus < 0 {
            $0.write("; before that, ")
            $0.write(statusText(lastStatus))
        }
        if isUncertain { $0.write("; the service may have carried it out all the same: list the instances") }
    }
}

import CCodelab
import Engine
import Platform
import Service

/// The outcome of one request.
enum RequestOutcome {
    /// The decoded response, which the caller frees; `nil` if the call's response may have no body and has none.
    case response(UnsafeMutableRawPointer?)
    /// The token was rejected; a new one can be fetched.
    case renewed
    /// - isRetried: True if the library repeats the request itself.
    /// - isUncertain: True if the service may have carried out the request.
    case failure(Failure, isRetried: Bool, isUncertain: Bool)
}

extension RequestSender {
    /// Reads the response to `spec`, or writes into the record why there is no response.
    ///
    /// - Parameter attempt: the number of this request, for the trace.
    mutating func read<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ spec: borrowing RequestSpec, attempt: Int32, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>
    ) -> RequestOutcome {
        let nowMs = now.ms
        let report = report(record)
        note(transfer)
        trace(transfer, spec, attempt: attempt, now, report)
        record.pointee.attempts = count
        defer { releaseAuth() }
        guard transfer.pointee.result == .response else { return lost(transfer, spec, report, nowMs: nowMs) }
        let head = ResponseHead(
            httpStatus: transfer.pointee.httpStatus, headers: TransferHeaders(transfer: transfer),
            signedSeconds: signedSeconds, addressField: spec.isOpen ? nil : "endpoint")
        if head.httpStatus == 407 { return lost(transfer, spec, report, nowMs: nowMs) }
        if spec.mayBeEmpty, head.isSuccess, transfer.pointee.block.count == 0 {
            noteSuccess(nowMs: nowMs)
            return .response(nil)
        }
        do throws(Failure) {
            let response = try takeResponse(
                spec.response, about: spec.subject, head, &transfer.pointee.block, spec.activity, receivedMs: nowMs,
                report)
            let dropped = droppedPaths(spec.response, response)
            settings.pointee.trace.write(dropped: dropped.count, dropped.paths)
            noteSuccess(nowMs: nowMs)
            return .response(response)
        } catch {
            if error.remedy == .wholeResponse, transfer.pointee.markTruncated() {
                return lost(transfer, spec, report, nowMs: nowMs)
            }
            if error.remedy == .newToken, renew() { return .renewed }
            if head.httpStatus == 429 {
                noteThrottling(record, sentMs: transfer.pointee.startedMs, nowMs: nowMs)
            }
            if head.httpStatus == 401 || error.lockoutMs != nil {
                noteRejection(record, lockoutMs: error.lockoutMs, nowMs: nowMs)
            }
            let isRetried = isRetriedStatus(head.httpStatus, isIdempotent: spec.isIdempotent)
            if !isRetried && !spec.isIdempotent && head.httpStatus >= 500 { record.pointee.retryable = 0 }
            return .failure(error, isRetried: isRetried, isUncertain: isUncertainStatus(head.httpStatus))
        }
    }

    private func lost<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ spec: borrowing RequestSpec, _ report: Report, nowMs: Int64
    ) -> RequestOutcome {
        report.reset()
        report.record.pointee.attempts = count
        if let refusal = ProxyRefusal(transfer, spec.activity, report) {
            if let lockoutMs = refusal.failure.lockoutMs {
                client.pointee.auth.lockOut(after: report.record, forMs: lockoutMs, nowMs: nowMs)
            }
            return .failure(refusal.failure, isRetried: refusal.isRetried, isUncertain: false)
        }
        let failure = TransportFailure(transfer, isIdempotent: spec.isIdempotent)
        return .failure(
            failure.failure(transfer, spec.activity, isIdempotent: spec.isIdempotent, report),
            isRetried: failure.isRetried, isUncertain: transfer.pointee.timesSent > 0)
    }
}

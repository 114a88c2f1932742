import CCodelab
import Engine
import Platform
import Service

/// Reads the responses of IAM.
extension SignIn {
    /// Reads a response, and stores the outcome or the time of the next attempt.
    ///
    /// - Parameter isUrgent: True if a lost request may be repeated at once.
    mutating func receive<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, isUrgent: Bool, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>
    ) {
        retry.countAttempt()
        if transfer.pointee.timesSent > 1 { retry.countAttempt() }
        self.isUrgent = isUrgent
        let report = report(record)
        settings.pointee.trace.write(transfer, method, url.bytes, attempt: retry.attempts, now, report)
        record.pointee.attempts = retry.attempts
        guard transfer.pointee.result == .response, transfer.pointee.httpStatus != 407 else {
            return lose(transfer, report, now.ms)
        }
        let head = ResponseHead(
            httpStatus: transfer.pointee.httpStatus, headers: TransferHeaders(transfer: transfer),
            signedSeconds: signedSeconds, addressField: "iam_endpoint")
        do throws(Failure) {
            guard head.isSuccess else {
                let body = decodeServiceError(&transfer.pointee.block)
                let failure = serviceFailure(head, body, activity, report)
                noteRefusal(failure, head.httpStatus)
                throw failure
            }
            switch stage {
            case .token: try takeToken(transfer, head, now, report)
            case .project: try takeProject(transfer, report)
            }
        } catch {
            if outcome != nil { return }
            if error.remedy == .wholeResponse, transfer.pointee.markTruncated() {
                return lose(transfer, report, now.ms)
            }
            record.pointee.http_status = head.httpStatus
            settle(isRetried: isRetriedStatus(head.httpStatus, isIdempotent: true), record, now.ms)
        }
    }

    private mutating func lose<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ report: Report, _ nowMs: Int64
    ) {
        report.reset()
        report.record.pointee.attempts = retry.attempts
        if let refusal = ProxyRefusal(transfer, activity, report) {
            return settle(isRetried: refusal.isRetried, lockoutMs: refusal.failure.lockoutMs, report.record, nowMs)
        }
        let failure = TransportFailure(transfer, isIdempotent: true)
        _ = failure.failure(transfer, activity, isIdempotent: true, report)
        settle(isRetried: failure.isRetried, report.record, nowMs)
    }

    /// Ends the sign-in if IAM rejected the credential, which must not be tried again at once.
    private mutating func noteRefusal(_ failure: Failure, _ httpStatus: Int32) {
        if let lockoutMs = failure.lockoutMs {
            outcome = .failed(lockoutMs: lockoutMs)
        } else if httpStatus == 401 && stage == .token {
            outcome = .failed(lockoutMs: Self.lockoutAfterWrongPasswordMs)
        }
        if httpStatus == 401, signedSeconds != nil { settings.pointee.trace.write(canonical: canonical.bytes) }
    }

    private static var lockoutAfterWrongPasswordMs: Int64 { 60_000 }

    private mutating func settle(
        isRetried: Bool, lockoutMs: Int64? = nil, _ record: UnsafeMutablePointer<codelab_error>, _ nowMs: Int64
    ) {
        let retryAfterMs = isUrgent ? 0 : record.pointee.retry_after_ms
        if isRetried,
            let atMs = retry.nextAttemptMs(
                nowMs: nowMs, retryAfterMs: retryAfterMs == Absent.integer ? nil : retryAfterMs)
        {
            waitUntilMs = atMs
        } else {
            outcome = .failed(lockoutMs: lockoutMs)
        }
    }

    private mutating func takeToken<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ head: ResponseHead<TransferHeaders<Finished>>, _ now: Now,
        _ report: Report
    ) throws(Failure) {
        guard let token = transfer.pointee.header("X-Subject-Token"), !token.isEmpty else {
            throw report.failure(CODELAB_E_PROTOCOL, "IAM's response has no token: header X-Subject-Token is missing")
        }
        try Check.token(token, "IAM's X-Subject-Token", report)
        let answer = try decodeToken(&transfer.pointee.block, region: settings.pointee.location.region.bytes, report)
        let projectID =
            settings.pointee.location.projectID.count > 0 ? settings.pointee.location.projectID.bytes : answer.projectID
        guard !projectID.isEmpty else {
            throw report.failure(CODELAB_E_PROTOCOL, "IAM's response names no project; set project_id")
        }
        try Check.identifier(projectID, "project_id", report)
        var endpoint = settings.pointee.location.endpoint.bytes
        if endpoint.isEmpty {
            guard !answer.endpoint.isEmpty else {
                throw Check.refuse(
                    "endpoint",
                    answer.isAmbiguous
                        ? "IAM's catalog lists ModelArts in several other regions, but not in this one; set endpoint or region"
                        : "IAM's catalog has no endpoint of ModelArts; set endpoint or region", report)
            }
            endpoint = try Endpoint(
                answer.endpoint, "endpoint of IAM's catalog", allowsPlainHTTP: settings.pointee.allowsPlainHTTP, report
            ).text
        }
        let life = TokenLife(expiresAtMs: answer.expiresAtMs, serverMs: head.dateMs ?? now.wallMs, nowMs: now.ms)
        do throws(ResourceExhausted) {
            let context = try allocate(
                AuthContext(
                    endpoint: endpoint, projectID: projectID, token: terminatedCopy(token),
                    commonLines: settings.pointee.commonLines.bytes))
            outcome = .granted(context, renewAtMs: life.renewAtMs, expiresAtMs: life.expiresAtMs)
        } catch {
            throw report.outOfMemory()
        }
    }

    private mutating func takeProject<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ report: Report
    ) throws(Failure) {
        let id = try decodeProjects(&transfer.pointee.block, name: settings.pointee.location.projectName.bytes, report)
        try Check.identifier(id, "project_id", report)
        do throws(ResourceExhausted) {
            let context = try allocate(
                AuthContext(
                    endpoint: settings.pointee.location.endpoint.bytes, projectID: id,
                    token: terminatedCopy(settings.pointee.credential.token.bytes),
                    commonLines: settings.pointee.commonLines.bytes))
            // The id of a project never changes.
            outcome = .granted(context, renewAtMs: .max, expiresAtMs: .max)
        } catch {
            throw report.outOfMemory()
        }
    }
}

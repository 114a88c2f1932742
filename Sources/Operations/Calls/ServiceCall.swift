import CCodelab
import Engine
import Platform
import Service

/// One call, with its retries and its follow-up requests.
public struct ServiceCall: ~Copyable {
    private enum State {
        case ready
        case waiting(untilMs: Int64)
        case finished
    }

    private var sender: RequestSender
    private var spec: RequestSpec
    private var followUp: FollowUp
    private var retry: Retry
    private let deadlineMs: Int64
    private var state = State.ready
    /// True if the service may have carried out an earlier request of this call.
    private var isUncertain = false
    private var result: UnsafeMutableRawPointer?
    package private(set) var status = CODELAB_OK.rawValue

    @inline(never)
    init(
        _ client: UnsafeMutablePointer<Client>, _ spec: consuming RequestSpec, _ followUp: consuming FollowUp,
        deadlineMs: Int64
    ) {
        sender = RequestSender(client)
        retry = Retry(client.pointee.settings.pointee.retry, deadlineMs: deadlineMs, jitter: Jitter())
        self.spec = spec
        self.followUp = followUp
        self.deadlineMs = deadlineMs
    }

    deinit {
        if let result { freeResponse(result) }
    }

    /// Frees a call that was allocated.
    @inline(never)
    static func free(_ call: UnsafeMutablePointer<ServiceCall>) { destroy(call) }

    /// Returns the result of the call, which the caller frees; `nil` if the call failed, or has no result.
    package mutating func takeResult() -> UnsafeMutableRawPointer? {
        defer { result = nil }
        return result
    }

    var client: UnsafeMutablePointer<Client> { sender.client }

    mutating func next(_ now: Now, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        switch state {
        case .finished: return .finished
        case .waiting(let untilMs):
            if now.ms < untilMs { return .wait(untilMs: untilMs) }
            state = .ready
        case .ready: break
        }
        switch sender.next(spec, canRepeat: retry.hasTwoMore, deadlineMs: deadlineMs, now, record) {
        case .step(let step): return step
        case .failed(let failure):
            finish(failure, record)
            return .finished
        }
    }

    mutating func receive<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ now: Now, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        if sender.takeSignInResponse(transfer, now, record) { return }
        retry.countAttempt()
        if transfer.pointee.timesSent > 1 { retry.countAttempt() }
        switch sender.read(transfer, spec, attempt: retry.attempts, now, record) {
        case .response(let structure): take(structure, record)
        case .renewed:
            if !retry.allowsRepeat { finish(Failure(codelab_status(record.pointee.code)), record) }
        case .failure(let failure, let isRetried, let isUncertain):
            status = failure.status
            // libcurl itself repeats a request if the server asks for HTTP/1.1; only the count of sent requests shows
            // that.
            let wasUncertain = self.isUncertain || transfer.pointee.timesSent > 1
            if isUncertain { self.isUncertain = true }
            settle(
                failure, isRetried: isRetried, wasUncertain: wasUncertain, isUncertain: isUncertain, now.ms, record)
        }
    }

    private mutating func settle(
        _ failure: Failure, isRetried: Bool, wasUncertain: Bool, isUncertain: Bool, _ nowMs: Int64,
        _ record: UnsafeMutablePointer<codelab_error>
    ) {
        do throws(ResourceExhausted) {
            let context = FailureContext(
                failure: failure, serviceCode: Report.serviceCode(of: record), isUncertain: isUncertain,
                wasUncertain: wasUncertain)
            switch try followUp.plan(after: context, record) {
            case .other(let other):
                spec = other
                retry.beginAnew()
                state = .ready
                return
            case .over:
                finish(nil, record)
                return
            case .none: break
            }
        } catch {
            finish(Report(record).outOfMemory(), record)
            return
        }
        let retryAfterMs = sender.isUrgent ? 0 : record.pointee.retry_after_ms
        if isRetried,
            let atMs = retry.nextAttemptMs(
                nowMs: nowMs, retryAfterMs: retryAfterMs == Absent.integer ? nil : retryAfterMs)
        {
            state = .waiting(untilMs: atMs)
        } else {
            finish(failure, record)
        }
    }

    private mutating func take(_ structure: UnsafeMutableRawPointer?, _ record: UnsafeMutablePointer<codelab_error>) {
        do throws(ResourceExhausted) {
            switch try followUp.plan(afterResponse: structure) {
            case .other(let other):
                spec = other
                if let structure { freeResponse(structure) }
                retry.beginAnew()
                state = .ready
            case .over:
                if let structure { freeResponse(structure) }
                finish(Failure(CODELAB_E_INTERNAL), record)
            case .none:
                result = structure
                status = CODELAB_OK.rawValue
                state = .finished
            }
        } catch {
            if let structure { freeResponse(structure) }
            finish(Report(record).outOfMemory(), record)
        }
    }

    /// - Parameter failure: `nil` if the call has succeeded after all.
    private mutating func finish(_ failure: Failure?, _ record: UnsafeMutablePointer<codelab_error>) {
        sender.stop()
        state = .finished
        status = failure?.status ?? CODELAB_OK.rawValue
        guard failure != nil else { return }
        // The follow-up requests found nothing, so the first failure is reported.
        followUp.restoreFirstFailure(record)
        status = record.pointee.code
        record.pointee.attempts = sender.count
    }

    mutating func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>
    ) {
        let wasSent = !sender.isSigningIn && (transfer?.timesSent ?? 0) > 0
        sender.note(interruption, transfer, spec, attempt: retry.attempts &+ 1, now)
        sender.stop()
        state = .finished
        if wasSent, !spec.isIdempotent { isUncertain = true }
        let mayHaveOpened = isUncertain && followUp.isForOpening
        status =
            interruptionFailure(
                interruption, spec.activity, attempts: sender.count, lastStatus: status,
                isUncertain: mayHaveOpened, Report(record)
            ).status
    }

    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) {
        sender.stop()
        state = .finished
        status = Report(record).outOfMemory().status
    }
}

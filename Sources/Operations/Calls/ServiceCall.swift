package import CCodelab
import CPlatform
package import Engine
import Platform
import Service

/// One call with its retries, and with what follows from an answer that does not settle it.
public struct ServiceCall: ~Copyable {
    private enum State {
        case ready
        case waiting(untilMs: Int64)
        case finished
    }

    private var attempt: Attempt
    private var plan: Plan
    private var recovery: Recovery
    private var retry: Retry
    private let deadlineMs: Int64
    private var state = State.ready
    /// Whether an earlier request of this call may have been carried out.
    private var isUncertain = false
    private var answer: UnsafeMutableRawPointer?
    package private(set) var status = CODELAB_OK.rawValue

    init(
        _ client: UnsafeMutablePointer<Client>, _ plan: consuming Plan, _ recovery: consuming Recovery,
        deadlineMs: Int64
    ) {
        attempt = Attempt(client)
        retry = Retry(client.pointee.retry, deadlineMs: deadlineMs, jitter: Jitter())
        self.plan = plan
        self.recovery = recovery
        self.deadlineMs = deadlineMs
    }

    deinit {
        if let answer { freeAnswer(answer) }
    }

    /// What the call has brought; whoever takes it frees it. `nil` when it failed, or had nothing to bring.
    package mutating func takeResult() -> UnsafeMutableRawPointer? {
        defer { answer = nil }
        return answer
    }

    var client: UnsafeMutablePointer<Client> { attempt.client }

    /// Carries it to its end on this thread; a failure is in the record then.
    package static func run(
        _ call: UnsafeMutablePointer<ServiceCall>, _ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        call.pointee.client.pointee.run(Job(.call(call)), bounds, record)
    }

    var destination: Destination { attempt.destination }

    mutating func next(nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        switch state {
        case .finished: return .finished
        case .waiting(let untilMs):
            if nowMs < untilMs { return .wait(untilMs: untilMs) }
            state = .ready
        case .ready: break
        }
        switch attempt.prepare(plan, deadlineMs: deadlineMs, nowMs: nowMs, record) {
        case .ready: return .attempt
        case .step(let step): return step
        case .failed(let failure):
            finish(failure, record)
            return .finished
        }
    }

    mutating func request(nowMs: Int64) -> Request {
        attempt.request(plan, isLast: !retry.hasTwoMore, nowMs: nowMs)
    }

    mutating func receive(
        _ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        if attempt.takeSignInAnswer(exchange, nowMs: nowMs, record) { return }
        retry.countAttempt()
        if exchange.pointee.timesSent > 1 { retry.countAttempt() }
        switch attempt.read(exchange, plan, attempt: retry.attempts, nowMs: nowMs, record) {
        case .answer(let structure): take(structure, record)
        case .renewed:
            if !retry.allowsRepeat { finish(Failure(codelab_status(record.pointee.code)), record) }
        case .failure(let failure, let isRetried, let isUncertain):
            status = failure.status
            // libcurl itself repeats what the server wants over HTTP/1.1: of that nothing is seen here.
            let wasUncertain = self.isUncertain || exchange.pointee.timesSent > 1
            if isUncertain { self.isUncertain = true }
            settle(
                failure, isRetried: isRetried, wasUncertain: wasUncertain, isUncertain: isUncertain, nowMs,
                record)
        }
    }

    private mutating func settle(
        _ failure: Failure, isRetried: Bool, wasUncertain: Bool, isUncertain: Bool, _ nowMs: Int64,
        _ record: UnsafeMutablePointer<codelab_error>
    ) {
        do throws(OutOfMemory) {
            let situation = Situation(
                failure: failure, serviceCode: Report.serviceCode(of: record), isUncertain: isUncertain,
                wasUncertain: wasUncertain)
            switch try recovery.plan(after: situation, record) {
            case .other(let other):
                plan = other
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
        let retryAfterMs = attempt.isUrgent ? 0 : record.pointee.retry_after_ms
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
        do throws(OutOfMemory) {
            switch try recovery.plan(afterAnswer: structure) {
            case .other(let other):
                plan = other
                if let structure { freeAnswer(structure) }
                retry.beginAnew()
                state = .ready
            case .over:
                if let structure { freeAnswer(structure) }
                finish(Failure(CODELAB_E_INTERNAL), record)
            case .none:
                answer = structure
                status = CODELAB_OK.rawValue
                state = .finished
            }
        } catch {
            if let structure { freeAnswer(structure) }
            finish(Report(record).outOfMemory(), record)
        }
    }

    /// - Parameter failure: `nil` when the call has come to its end well after all.
    private mutating func finish(_ failure: Failure?, _ record: UnsafeMutablePointer<codelab_error>) {
        attempt.stop()
        state = .finished
        status = failure?.status ?? CODELAB_OK.rawValue
        guard failure != nil else { return }
        // What was tried after the first failure only found out that nothing can be found out.
        recovery.restoreFirstFailure(record)
        status = record.pointee.code
        record.pointee.attempts = attempt.count
    }

    mutating func interrupt(
        _ interruption: Interruption, timesSent: Int, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        attempt.trace(interruption, plan, nowMs: Clock.nowMs(), timesSent: timesSent)
        let isSigningIn = attempt.isSigningIn
        attempt.stop()
        state = .finished
        if timesSent > 0, !isSigningIn, !plan.isIdempotent { isUncertain = true }
        let mayHaveOpened = isUncertain && recovery.isForOpening
        status =
            interruptionFailure(
                interruption, plan.activity, attempts: attempt.count, lastStatus: status,
                isUncertain: mayHaveOpened, Report(record)
            ).status
    }

    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) {
        attempt.stop()
        state = .finished
        status = Report(record).outOfMemory().status
    }
}

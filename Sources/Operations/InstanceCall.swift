package import CCodelab
public import Engine
package import Platform
package import Service

/// One call whose answer is an instance: *open* and *show*, with their retries.
public struct InstanceCall: ~Copyable, Operation {
    private enum State {
        case ready
        case waiting(untilMs: Int64)
        case finished
    }

    /// Referenced: the caller may free it meanwhile.
    private let client: UnsafeMutablePointer<Client>
    private let method: Method
    /// Empty for *open*, whose URL the client has.
    private let ownURL: ByteBuffer
    private let body: OpenBody
    private let activity: Literal
    private let report: Report
    private var retry: Retry
    private var state = State.ready
    /// Set when the call has succeeded; whoever takes it frees it.
    package private(set) var instance: UnsafeMutablePointer<codelab_instance>?
    package private(set) var status = CODELAB_OK.rawValue

    private init(
        _ client: UnsafeMutablePointer<Client>, _ method: Method, ownURL: consuming ByteBuffer,
        body: consuming OpenBody, _ activity: Literal, deadlineMs: Int64, _ report: Report
    ) {
        client.pointee.retain()
        self.client = client
        self.method = method
        self.ownURL = ownURL
        self.body = body
        self.activity = activity
        self.report = report.hiding(client.pointee.token.bytes)
        retry = Retry(client.pointee.retry, deadlineMs: deadlineMs, jitter: Jitter())
    }

    deinit { Client.release(client) }

    /// `POST /v1/{project_id}/notebooks/open`
    package static func open(
        _ client: UnsafeMutablePointer<Client>, _ body: consuming OpenBody, deadlineMs: Int64, _ report: Report
    ) -> InstanceCall {
        InstanceCall(
            client, .post, ownURL: ByteBuffer(), body: body, "opening the instance", deadlineMs: deadlineMs, report)
    }

    /// `GET /v1/{project_id}/notebooks/{id}`
    package static func show(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> InstanceCall {
        do throws(OutOfMemory) {
            let url = try Address.below(client.pointee.notebooks.bytes, id)
            return InstanceCall(
                client, .get, ownURL: url, body: OpenBody(), "reading the instance", deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    private var isIdempotent: Bool { method == .get }

    package mutating func next(nowMs: Int64) -> Step {
        switch state {
        case .ready: return .attempt
        case .finished: return .finished
        case .waiting(let untilMs):
            if nowMs < untilMs { return .wait(untilMs: untilMs) }
            state = .ready
            return .attempt
        }
    }

    package mutating func request(nowMs: Int64) -> Request {
        Request(
            method: method, url: method == .post ? client.pointee.openURL.cString : ownURL.cString,
            headers: client.pointee.headers.list, body: body.bytes,
            timeoutMs: client.pointee.attemptTimeoutMs, isIdempotent: isIdempotent,
            headBytes: documentBytes, answerLimitBytes: answerLimitBytes)
    }

    package mutating func receive(_ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64) {
        retry.countAttempt()
        switch readInstance(exchange, activity, attempts: retry.attempts, isIdempotent: isIdempotent, nowMs, report) {
        case .instance(let pointer):
            instance = pointer
            status = CODELAB_OK.rawValue
            state = .finished
        case .failure(let failure, let isRetried):
            status = failure.status
            let retryAfterMs = report.record.pointee.retry_after_ms
            if isRetried,
                let atMs = retry.nextAttemptMs(
                    nowMs: nowMs, retryAfterMs: retryAfterMs == Absent.integer ? nil : retryAfterMs)
            {
                state = .waiting(untilMs: atMs)
            } else {
                state = .finished
            }
        }
    }

    package mutating func interrupt(_ interruption: Interruption, timesSent: Int) {
        state = .finished
        if timesSent > 0 { retry.countAttempt() }
        status =
            interruptionFailure(
                interruption, activity, attempts: retry.attempts, lastStatus: status,
                isUncertain: !isIdempotent && timesSent > 0, report
            ).status
    }

    package mutating func runOutOfMemory() {
        state = .finished
        status = report.outOfMemory().status
    }
}

package import CCodelab
public import Engine
package import Platform
package import Service

/// Follows one instance: each `codelab_watch_next` runs it until there is news.
public struct Watch: ~Copyable, Operation {
    private enum Phase {
        case following
        case ready
        /// The text says why it cannot become ready.
        case over
    }

    private let client: UnsafeMutablePointer<Client>
    private let url: ByteBuffer
    private var schedule: PollSchedule
    private var phase = Phase.following
    private var endReason = ByteBuffer()
    private var last: Fingerprint?
    private var nextPollMs: Int64
    /// Answers in a row that made no sense: one may be a page of the edge, many are not going to change.
    private var senseless: Int32 = 0
    /// How the last look ended.
    private var lastStatus = CODELAB_OK.rawValue

    // Of the call of next() that is under way.
    private var isFinished = true
    private var attempts: Int32 = 0
    private var record: UnsafeMutablePointer<codelab_error>?
    package private(set) var instance: UnsafeMutablePointer<codelab_instance>?
    package private(set) var status = CODELAB_OK.rawValue

    private var activity: Literal { "following the instance" }

    /// Takes a reference of the client.
    private init(
        _ client: UnsafeMutablePointer<Client>, url: consuming ByteBuffer, _ schedule: PollSchedule,
        last: Fingerprint?, nextPollMs: Int64
    ) {
        client.pointee.retain()
        self.client = client
        self.url = url
        self.schedule = schedule
        self.last = last
        self.nextPollMs = nextPollMs
    }

    deinit { Client.release(client) }

    /// For an id: the first look is due at once.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        do throws(OutOfMemory) {
            let url = try Address.below(client.pointee.notebooks.bytes, id)
            return try allocate(Watch(client, url: url, schedule, last: nil, nextPollMs: Clock.nowMs()))
        } catch {
            throw report.outOfMemory()
        }
    }

    /// For an instance that the caller has seen: news is what differs from it.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, _ seen: UnsafePointer<codelab_instance>, id: Bytes,
        _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        let watch = try make(client, id: id, schedule, report)
        watch.pointee.begin(after: seen)
        return watch
    }

    private mutating func begin(after seen: UnsafePointer<codelab_instance>) {
        last = Fingerprint(seen)
        nextPollMs = nextPollMs &+ schedule.nextDelayMs()
        settle(seen)
    }

    package var belongsToThisProcess: Bool { client.pointee.belongsToThisProcess }

    /// Runs until there is news, on this thread.
    package mutating func waitForNews(_ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>) {
        self.record = record
        attempts = 0
        isFinished = false
        instance = nil
        let client = client
        run(&self, client.pointee.pool, client.pointee.connection, bounds)
    }

    /// The report of the call that is under way.
    private func withReport<Result>(_ body: (Report) -> Result) -> Result? {
        guard let record else { return nil }
        return body(Report(record).hiding(client.pointee.token.bytes))
    }

    private mutating func finish(_ status: Int32) {
        self.status = status
        isFinished = true
    }

    package mutating func next(nowMs: Int64) -> Step {
        if isFinished { return .finished }
        switch phase {
        case .following:
            return nowMs < nextPollMs ? .wait(untilMs: nextPollMs) : .attempt
        case .ready:
            finish(CODELAB_DONE.rawValue)
        case .over:
            let failure = withReport { report in
                report.failure(CODELAB_E_INSTANCE_FAILED) {
                    $0.write("the instance cannot become ready: ")
                    $0.write(endReason.bytes)
                }
            }
            finish(failure?.status ?? CODELAB_E_INTERNAL.rawValue)
        }
        return .finished
    }

    package mutating func request(nowMs: Int64) -> Request {
        Request(
            method: .get, url: url.cString, headers: client.pointee.headers.list, body: .none,
            timeoutMs: client.pointee.attemptTimeoutMs, isIdempotent: true, headBytes: documentBytes,
            answerLimitBytes: answerLimitBytes)
    }

    package mutating func receive(_ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64) {
        attempts &+= 1
        let result = withReport {
            readInstance(exchange, activity, attempts: attempts, isIdempotent: true, nowMs, $0)
        }
        switch result {
        case .instance(let fresh): take(fresh, nowMs: nowMs)
        case .failure(let failure, let isRetried): wait(after: failure, isRetried: isRetried, nowMs: nowMs)
        case nil: finish(CODELAB_E_INTERNAL.rawValue)
        }
    }

    private mutating func take(_ fresh: UnsafeMutablePointer<codelab_instance>, nowMs: Int64) {
        senseless = 0
        lastStatus = CODELAB_OK.rawValue
        let print = Fingerprint(fresh)
        let isNews = print != last
        if isNews { schedule.restart() }
        nextPollMs = nowMs &+ schedule.nextDelayMs()
        guard isNews else {
            freeInstance(fresh)
            return
        }
        last = print
        settle(fresh)
        instance = fresh
        finish(CODELAB_OK.rawValue)
    }

    /// Whether the instance is where a watch ends; told by the next call of next().
    private mutating func settle(_ instance: UnsafePointer<codelab_instance>) {
        if instance.pointee.isReady {
            phase = .ready
        } else if instance.pointee.isOver {
            phase = .over
            noteReason(instance)
        }
    }

    private mutating func noteReason(_ instance: UnsafePointer<codelab_instance>) {
        endReason.removeAll()
        do throws(OutOfMemory) {
            try endReason.append("it is ")
            if let status = instance.pointee.status_text { try endReason.append(Bytes(cString: status)) }
            if let reason = instance.pointee.fail_reason {
                try endReason.append(": ")
                try endReason.append(Bytes(cString: reason))
            }
        } catch {
            // The instance itself tells the caller the same; the sentence stays shorter.
        }
    }

    /// Faults that pass are waited out; others are the caller's to judge, who may call again.
    private mutating func wait(after failure: Failure, isRetried: Bool, nowMs: Int64) {
        lastStatus = failure.status
        let delayMs = schedule.nextDelayMs()
        let retryAfterMs = record?.pointee.retry_after_ms ?? Absent.integer
        nextPollMs = nowMs &+ (retryAfterMs > delayMs ? retryAfterMs : delayMs)
        if failure.status == CODELAB_E_PROTOCOL.rawValue {
            senseless &+= 1
            if senseless < client.pointee.retry.maxAttempts { return }
            senseless = 0
        } else if isRetried || record?.pointee.retryable == 1 {
            return
        }
        finish(failure.status)
    }

    package mutating func interrupt(_ interruption: Interruption, timesSent: Int) {
        let failure = withReport {
            interruptionFailure(
                interruption, activity, attempts: attempts, lastStatus: lastStatus, isUncertain: false, $0)
        }
        finish(failure?.status ?? CODELAB_E_INTERNAL.rawValue)
    }

    package mutating func runOutOfMemory() {
        finish(withReport { $0.outOfMemory() }?.status ?? CODELAB_E_NO_MEMORY.rawValue)
    }
}

package import CCodelab
package import Engine
package import Platform
package import Service

/// Follows one instance, and switches it if that is asked for: each `codelab_watch_next` runs it until there is news.
public struct Watch: ~Copyable {
    private enum End {
        case reached
        /// The text says why it cannot be.
        case missed
    }

    private var attempt: Attempt
    private let id: ByteBuffer
    private var plan: Plan
    private var switching: Switching
    private var schedule: PollSchedule
    private var end: End?
    private var endReason = ByteBuffer()
    private var last: Fingerprint?
    private var nextPollMs: Int64
    /// Answers in a row that made no sense: one may be a page of the edge, many are not going to change.
    private var senseless: Int32 = 0
    /// How the last request ended.
    private var lastStatus = CODELAB_OK.rawValue

    // Of the call of next() that is under way.
    private var isFinished = true
    private var deadlineMs = Int64.max
    private var instance: UnsafeMutablePointer<codelab_instance>?
    package private(set) var status = CODELAB_OK.rawValue

    private init(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ switching: consuming Switching, _ schedule: PollSchedule
    ) throws(OutOfMemory) {
        let copy = try terminatedCopy(id)
        let plan = try switching.plan(id)
        self.id = copy
        self.plan = plan
        self.switching = switching
        self.schedule = schedule
        nextPollMs = Clock.nowMs()
        attempt = Attempt(client)
    }

    /// For an id: the first look is due at once.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        do throws(OutOfMemory) {
            return try allocate(Watch(client, id: id, Switching(), schedule))
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

    /// One that switches the instance.
    package static func makeSwitch(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ request: UnsafePointer<codelab_switch_request>?,
        _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        let request = try SwitchRequest.make(request, report)
        guard schedule.goal == .ready else {
            throw Check.refuse("until", "must be CODELAB_UNTIL_READY for a switch", report)
        }
        do throws(OutOfMemory) {
            return try allocate(Watch(client, id: id, Switching(request), schedule))
        } catch {
            throw report.outOfMemory()
        }
    }

    private mutating func begin(after seen: UnsafePointer<codelab_instance>) {
        last = Fingerprint(seen)
        nextPollMs = nextPollMs &+ schedule.nextDelayMs()
        settle(seen)
    }

    /// In a forked child a watch that was in use is left alone: its memory is as another thread may have left it in the
    /// middle of a change.
    package static func free(_ watch: UnsafeMutablePointer<Watch>) {
        if watch.pointee.isFinished || watch.pointee.belongsToThisProcess { destroy(watch) }
    }

    package var belongsToThisProcess: Bool { attempt.client.pointee.belongsToThisProcess }

    package var phase: codelab_phase { end == nil ? switching.phase : CODELAB_PHASE_ENDED }

    var client: UnsafeMutablePointer<Client> { attempt.client }

    /// Runs until there is news, on this thread; the instance that it brings is the caller's.
    package static func waitForNews(
        _ watch: UnsafeMutablePointer<Watch>, _ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>
    ) -> UnsafeMutablePointer<codelab_instance>? {
        watch.pointee.begin(deadlineMs: bounds.deadlineMs)
        watch.pointee.client.pointee.run(Job(.watch(watch)), bounds, record)
        return watch.pointee.takeNews()
    }

    /// Sets out for the next news.
    mutating func begin(deadlineMs: Int64) {
        self.deadlineMs = deadlineMs
        attempt.restart()
        isFinished = false
    }

    /// What it has brought, which is the taker's.
    mutating func takeNews() -> UnsafeMutablePointer<codelab_instance>? {
        defer { instance = nil }
        return instance
    }

    private mutating func finish(_ status: Int32) {
        self.status = status
        isFinished = true
    }

    mutating func next(nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        guard !isFinished else { return .finished }
        switch end {
        case .reached:
            record.pointee.attempts = attempt.count
            finish(CODELAB_DONE.rawValue)
            return .finished
        case .missed:
            let failure = attempt.report(record).failure(CODELAB_E_INSTANCE_FAILED) {
                $0.write(schedule.goal.missedText)
                $0.write("it is ")
                $0.write(endReason.bytes)
            }
            finish(failure.status)
            return .finished
        case nil: break
        }
        if nowMs < nextPollMs {
            attempt.rest()
            return .wait(untilMs: nextPollMs)
        }
        switch attempt.prepare(plan, deadlineMs: deadlineMs, nowMs: nowMs, record) {
        case .ready: return .attempt
        case .step(let step): return step
        case .failed(let failure):
            wait(after: failure, isRetried: false, record, nowMs: nowMs)
            return isFinished ? .finished : .wait(untilMs: nextPollMs)
        }
    }

    var destination: Destination { attempt.destination }

    mutating func request(nowMs: Int64) -> Request { attempt.request(plan, isLast: false, nowMs: nowMs) }

    mutating func receive(
        _ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        if attempt.takeSignInAnswer(exchange, nowMs: nowMs, record) { return }
        switch attempt.read(exchange, plan, attempt: attempt.count, nowMs: nowMs, record) {
        case .answer(let structure): take(structure, nowMs: nowMs, record)
        case .renewed: break
        case .failure(let failure, let isRetried, _):
            let code = Report.serviceCode(of: record)
            if schedule.goal.isReached(by: failure, code) {
                end = .reached
            } else if switching.isDone(code) {
                take(nil, nowMs: nowMs, record)
            } else {
                wait(after: failure, isRetried: isRetried, record, nowMs: nowMs)
            }
        }
    }

    /// - Parameter answer: an instance; nothing where the service only says that all is as it should be.
    private mutating func take(
        _ answer: UnsafeMutableRawPointer?, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        senseless = 0
        lastStatus = CODELAB_OK.rawValue
        let fresh = answer?.assumingMemoryBound(to: codelab_instance.self)
        // An answer to a change that holds only what was changed says nothing of the rest.
        let shown = switching.showsInstance && fresh?.pointee.id != nil ? fresh : nil
        let isNews = shown.map { Fingerprint($0) != last } ?? false
        switching.advance(shown)
        if let shown { settle(shown) }
        let wasCommand = !isPolling
        do throws(OutOfMemory) {
            if end == nil { plan = try switching.plan(id.bytes) }
        } catch {
            if let fresh { freeAnswer(fresh) }
            return runOutOfMemory(record)
        }
        if isNews || wasCommand { schedule.restart() }
        // What is to be asked for is asked for at once; only looks have pauses between them.
        nextPollMs = isPolling ? nowMs &+ schedule.nextDelayMs() : nowMs
        guard isNews, let shown else {
            if let fresh { freeAnswer(fresh) }
            return
        }
        last = Fingerprint(shown)
        instance = shown
        finish(CODELAB_OK.rawValue)
    }

    /// Whether what is next is one more look.
    private var isPolling: Bool { plan.method == .get }

    /// Whether the instance is where a watch ends; told by the next call of next().
    private mutating func settle(_ instance: UnsafePointer<codelab_instance>) {
        let verdict = schedule.goal.verdict(instance)
        guard switching.isFinal(verdict, instance) else { return }
        end = verdict == .reached ? .reached : .missed
        if end == .missed { noteReason(instance) }
    }

    private mutating func noteReason(_ instance: UnsafePointer<codelab_instance>) {
        endReason.removeAll()
        do throws(OutOfMemory) {
            if let status = instance.pointee.status_text { try endReason.append(Bytes(cString: status)) }
            // One that repeats the instance's token can be read in the instance only.
            var secrets = Secrets()
            if let token = instance.pointee.token { secrets.add(Bytes(cString: token)) }
            if let reason = instance.pointee.fail_reason.map({ Bytes(cString: $0) }), !secrets.occur(in: reason) {
                try endReason.append(": ")
                try endReason.append(reason)
            }
        } catch {
            // The instance itself tells the caller the same; the sentence stays shorter.
        }
    }

    /// Faults that pass are waited out; others are the caller's to judge, who may call again.
    private mutating func wait(
        after failure: Failure, isRetried: Bool, _ record: UnsafeMutablePointer<codelab_error>, nowMs: Int64
    ) {
        lastStatus = failure.status
        let delayMs = attempt.isUrgent ? 0 : schedule.nextDelayMs()
        attempt.rest()
        let retryAfterMs = record.pointee.retry_after_ms
        nextPollMs = nowMs &+ (retryAfterMs > delayMs ? retryAfterMs : delayMs)
        // A 404 without a code is the page of a gateway, which may reach the service again soon.
        let isPage = failure.status == CODELAB_E_NOT_FOUND.rawValue && Report.serviceCode(of: record).isEmpty
        if failure.status == CODELAB_E_PROTOCOL.rawValue || isPage {
            senseless &+= 1
            if senseless < attempt.client.pointee.retry.maxAttempts { return }
            senseless = 0
        } else if isRetried || (record.pointee.retryable == 1 && failure.status != CODELAB_E_QUOTA.rawValue) {
            return
        }
        finish(failure.status)
    }

    mutating func interrupt(
        _ interruption: Interruption, timesSent: Int, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        attempt.trace(interruption, plan, nowMs: Clock.nowMs(), timesSent: timesSent)
        attempt.stop()
        let failure = interruptionFailure(
            interruption, "following the instance", attempts: attempt.count, lastStatus: lastStatus,
            isUncertain: false, Report(record))
        finish(failure.status)
    }

    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) {
        attempt.stop()
        finish(Report(record).outOfMemory().status)
    }
}

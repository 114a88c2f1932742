import CCodelab
import Engine
import Platform
import Service

/// Sends the requests of a watch and handles their responses.
extension Watch {
    mutating func next(_ now: Now, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        guard !isFinished else { return .finished }
        let keepEndMs = keeping?.pointee.endMs ?? .max
        if end == nil, now.ms >= keepEndMs { end = .reached }
        switch end {
        case .reached:
            record.pointee.attempts = sender.count
            finish(CODELAB_DONE.rawValue)
            return .finished
        case .missed:
            let failure = sender.report(record).failure(CODELAB_E_INSTANCE_FAILED) {
                $0.write(schedule.goal.missedText)
                $0.write("it is ")
                $0.write(endReason.bytes)
            }
            guard restore(after: failure.status, nowMs: now.ms, record) else { return .finished }
        case .restored:
            end = nil
            endSwitch(isRestored: true, record)
            return .finished
        case nil: break
        }
        if let step = openingStep(now, record) { return step }
        // The opened instance may already be ready, or may never become so.
        if end != nil { return next(now, record) }
        if now.ms < nextPollMs {
            sender.rest()
            return .wait(untilMs: nextPollMs < keepEndMs ? nextPollMs : keepEndMs)
        }
        switch sender.next(spec, canRepeat: true, deadlineMs: deadlineMs, now, record) {
        case .step(let step): return step
        case .failed(let failure):
            record.pointee.attempts = sender.count
            wait(after: failure, isRetried: false, record, nowMs: now.ms)
            return isFinished ? .finished : .wait(untilMs: nextPollMs)
        }
    }

    mutating func receive<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ now: Now, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        if let call = opening?.pointee.call { return call.pointee.receive(transfer, now, record) }
        if sender.takeSignInResponse(transfer, now, record) { return }
        switch sender.read(transfer, spec, attempt: sender.count &+ 1, now, record) {
        case .response(let structure): take(structure, nowMs: now.ms, record)
        case .renewed: break
        case .failure(let failure, let isRetried, _):
            let code = Report.serviceCode(of: record)
            if schedule.goal.isReached(by: failure, code) {
                end = .reached
            } else if schedule.goal.isMissed(by: failure, code) {
                noteReason("DELETED")
                end = .missed
            } else if reopen(after: failure, code, nowMs: now.ms) {
                lastStatus = CODELAB_OK.rawValue
            } else if switchPlan.isDone(code) {
                take(nil, nowMs: now.ms, record)
            } else {
                wait(after: failure, isRetried: isRetried, record, nowMs: now.ms)
            }
        }
    }

    /// Handles a success.
    ///
    /// - Parameter response: an instance; `nil` if the service only reported that the request was carried out.
    mutating func take(
        _ response: UnsafeMutableRawPointer?, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        consecutiveProtocolErrors = 0
        lastStatus = CODELAB_OK.rawValue
        if keeping != nil { return takeKept(response, nowMs: nowMs, record) }
        if switchPlan.isChecking { return takeCheck(response, nowMs: nowMs, record) }
        let fresh = response?.assumingMemoryBound(to: codelab_instance.self)
        // A response with only the changed fields does not describe the instance.
        let shown = switchPlan.showsInstance && fresh?.pointee.id != nil ? fresh : nil
        let isChange = shown.map { Fingerprint($0) != last } ?? false
        let wasCommand = !switchPlan.isPolling
        switchPlan.advance(shown)
        if let shown { checkEnd(shown) }
        do throws(ResourceExhausted) {
            if end == nil { spec = try switchPlan.spec(id.bytes) }
        } catch {
            if let fresh { freeResponse(fresh) }
            return runOutOfMemory(record)
        }
        if isChange || wasCommand { schedule.restart() }
        // Commands are sent at once; only polls are delayed.
        nextPollMs = switchPlan.isPolling ? nowMs &+ schedule.nextDelayMs() : nowMs
        if let shown {
            deliver(shown, isEvent: isChange)
        } else if let fresh {
            freeResponse(fresh)
        }
    }

    /// Returns the instance to the caller, or frees it if it is no event.
    mutating func deliver(_ fresh: UnsafeMutablePointer<codelab_instance>, isEvent: Bool) {
        guard isEvent else { return freeResponse(fresh) }
        last = Fingerprint(fresh)
        instance = fresh
        finish(CODELAB_OK.rawValue)
    }

    /// Ends the watch if the instance has reached its goal, or cannot reach it; the next call reports it.
    mutating func checkEnd(_ instance: UnsafePointer<codelab_instance>) {
        let verdict = schedule.goal.verdict(instance)
        guard switchPlan.isFinal(verdict, instance) else { return }
        if verdict == .missed, replace(instance) { return }
        end = verdict == .missed ? .missed : switchPlan.isRestoring ? .restored : .reached
        if end == .missed { noteReason(instance) }
    }

    /// What a caller of a watch that opens can do about a failed instance.
    private static var replacement: Literal { "; delete it and open again, or allow that it is replaced" }

    private mutating func noteReason(_ text: Literal) {
        endReason.removeAll()
        // Without memory the message is shorter.
        do throws(ResourceExhausted) { try endReason.append(text) } catch {}
    }

    private mutating func noteReason(_ instance: UnsafePointer<codelab_instance>) {
        endReason.removeAll()
        do throws(ResourceExhausted) {
            if let status = instance.pointee.status_text { try endReason.append(Bytes(cString: status)) }
            // A reason that contains the instance's token is not repeated in the message.
            var secrets = Secrets()
            if let token = instance.pointee.token { secrets.add(Bytes(cString: token)) }
            if let reason = instance.pointee.fail_reason.map({ Bytes(cString: $0) }), !secrets.occur(in: reason) {
                try endReason.append(": ")
                try endReason.append(reason)
            }
            let mayBeReplaced = !instance.pointee.isFrozen && opening?.pointee.replacesFailed == false
            if mayBeReplaced { try endReason.append(Self.replacement) }
        } catch {
            // The message is then shorter. The instance has the reason, too.
        }
    }

    /// Waits after a temporary failure. Reports other failures to the caller, who may call again.
    private mutating func wait(
        after failure: Failure, isRetried: Bool, _ record: UnsafeMutablePointer<codelab_error>, nowMs: Int64
    ) {
        lastStatus = failure.status
        var delayMs = sender.isUrgent ? 0 : schedule.nextDelayMs()
        if let keeping, let limitMs = keeping.pointee.longestDelayMs(nowMs: nowMs), delayMs > limitMs {
            delayMs = limitMs
        }
        sender.rest()
        let retryAfterMs = record.pointee.retry_after_ms
        nextPollMs = nowMs &+ (retryAfterMs > delayMs ? retryAfterMs : delayMs)
        let isReported = !isTemporary(failure, isRetried: isRetried, record)
        if planAfterFailure(isReported: isReported, record) {
            _ = restore(after: failure.status, nowMs: nowMs, record)
        }
    }

    /// Returns true if the next poll may succeed, so that the failure need not be reported.
    private mutating func isTemporary(
        _ failure: Failure, isRetried: Bool, _ record: UnsafeMutablePointer<codelab_error>
    ) -> Bool {
        // A 404 without a service code is a gateway's error page; the gateway may reach the service again soon.
        let isPage = failure.status == CODELAB_E_NOT_FOUND.rawValue && Report.serviceCode(of: record).isEmpty
        if failure.status == CODELAB_E_PROTOCOL.rawValue || isPage {
            consecutiveProtocolErrors &+= 1
            if consecutiveProtocolErrors < sender.settings.pointee.retry.maxAttempts { return true }
            consecutiveProtocolErrors = 0
            return false
        }
        return isRetried || (record.pointee.retryable == 1 && failure.status != CODELAB_E_QUOTA.rawValue)
    }
}

package import CCodelab
import Engine
package import Platform
package import Service

/// A watch that keeps an instance alive: it renews the lease ahead of its end.
extension Watch {
    package static func makeKeep(
        _ client: UnsafeMutablePointer<Client>, _ seen: UnsafePointer<codelab_instance>, id: Bytes,
        _ options: UnsafePointer<codelab_keep_options>?, nowMs: Int64, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        let keeping = Keeping(try KeepRequest(options, report), nowMs: nowMs)
        let watch = try make(client, id: id, PollSchedule(keeping: report), report)
        do throws(ResourceExhausted) {
            watch.pointee.keeping = try allocate(keeping)
            watch.pointee.last = Fingerprint(seen)
            try watch.pointee.planKeeping(seen, nowMs: nowMs)
        } catch {
            destroy(watch)
            throw report.outOfMemory()
        }
        watch.pointee.checkEnd(seen)
        return watch
    }

    /// Plans the next request after the instance was read. Returns true if its lease has just been renewed.
    @discardableResult
    private mutating func planKeeping(
        _ instance: UnsafePointer<codelab_instance>, nowMs: Int64
    ) throws(ResourceExhausted) -> Bool {
        guard let keeping else { return false }
        let remainingMs = instance.pointee.leaseRemainingMs(elapsedMs: nowMs &- receivedMs(instance))
        let isRenewal = keeping.pointee.learn(instance, remainingMs: remainingMs, nowMs: nowMs)
        if instance.pointee.status == Int32(bitPattern: CODELAB_STATUS_RUNNING.rawValue) {
            nextPollMs = keeping.pointee.plan(nowMs: nowMs)
        } else {
            // The lease begins when the instance runs.
            nextPollMs = nowMs &+ schedule.nextDelayMs()
        }
        spec = try keeping.pointee.spec(id.bytes)
        return isRenewal
    }

    /// Handles a success.
    ///
    /// - Parameter response: the instance, or the lease that was renewed; `nil` if the service only reported that.
    mutating func takeKept(
        _ response: UnsafeMutableRawPointer?, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        guard let keeping else { return }
        do throws(ResourceExhausted) {
            if keeping.pointee.isRenewing {
                if let response { freeResponse(response) }
                keeping.pointee.noteRenewal()
                nextPollMs = keeping.pointee.plan(nowMs: nowMs)
                spec = try keeping.pointee.spec(id.bytes)
            } else if let instance = response?.assumingMemoryBound(to: codelab_instance.self) {
                let isChange = Fingerprint(instance) != last
                if isChange { schedule.restart() }
                do throws(ResourceExhausted) {
                    let isRenewal = try planKeeping(instance, nowMs: nowMs)
                    checkEnd(instance)
                    deliver(instance, isEvent: isRenewal || isChange)
                } catch {
                    freeResponse(instance)
                    throw error
                }
            }
        } catch {
            runOutOfMemory(record)
        }
    }

    /// Plans the next request after a failure; its time is set already. Returns true if the failure must be reported:
    /// it is reported anyway, or the lease ends before that request.
    mutating func planAfterFailure(
        isReported: Bool, _ record: UnsafeMutablePointer<codelab_error>
    ) -> Bool {
        guard let keeping else { return isReported }
        let isFinal = keeping.pointee.planAfterFailure(isReported: isReported, nextMs: nextPollMs)
        do throws(ResourceExhausted) {
            spec = try keeping.pointee.spec(id.bytes)
        } catch {
            runOutOfMemory(record)
            return false
        }
        return isFinal
    }
}

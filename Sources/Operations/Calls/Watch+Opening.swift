package import CCodelab
import Engine
import Platform
package import Service

/// A watch that opens its instance first, starts it if it is stopped, and may replace one that has failed.
extension Watch {
    package static func makeOpen(
        _ client: UnsafeMutablePointer<Client>, _ request: UnsafePointer<codelab_open_request>?,
        _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        guard schedule.goal == .ready else {
            throw Check.refuse("until", "must be CODELAB_UNTIL_READY for a watch that opens", report)
        }
        let opening = try Opening(request, report)
        do throws(ResourceExhausted) {
            // The id is known from the response.
            let watch = try allocate(Watch(client, id: .none, SwitchPlan(startsStopped: true), schedule))
            do throws(ResourceExhausted) {
                watch.pointee.opening = try allocate(opening)
            } catch {
                destroy(watch)
                throw error
            }
            return watch
        } catch {
            throw report.outOfMemory()
        }
    }

    /// Returns the next step of the *open* call; `nil` if there is none in progress.
    mutating func openingStep(_ now: Now, _ record: UnsafeMutablePointer<codelab_error>) -> Step? {
        guard let opening, id.count == 0 else { return nil }
        if opening.pointee.call == nil {
            do throws(ResourceExhausted) {
                try opening.pointee.start(client, deadlineMs: deadlineMs)
            } catch {
                runOutOfMemory(record)
                return .finished
            }
        }
        guard let call = opening.pointee.call else { return nil }
        let step = call.pointee.next(now, record)
        guard case .finished = step else { return step }
        let status = call.pointee.status
        let result = call.pointee.takeResult()
        opening.pointee.end()
        guard status == CODELAB_OK.rawValue, let result else {
            lastStatus = status
            finish(status)
            return .finished
        }
        takeOpened(result, nowMs: now.ms, record)
        return isFinished ? .finished : nil
    }

    private mutating func takeOpened(
        _ result: UnsafeMutableRawPointer, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        // A response to open without an id is a failure of the call.
        let instance = result.assumingMemoryBound(to: codelab_instance.self)
        let text = instance.pointee.id.map { Bytes(cString: $0) } ?? .none
        do throws(ResourceExhausted) {
            id = try terminatedCopy(text)
        } catch {
            freeResponse(result)
            return runOutOfMemory(record)
        }
        take(result, nowMs: nowMs, record)
    }

    /// The failure says that the instance does not exist: opens another one. Returns false if the watch does not open.
    mutating func reopen(after failure: Failure, _ serviceCode: Bytes, nowMs: Int64) -> Bool {
        guard let opening, isGone(failure, serviceCode), opening.pointee.takeReopen() else { return false }
        id = ByteBuffer()
        switchPlan.restart()
        last = nil
        nextPollMs = nowMs
        return true
    }

    /// Plans the deletion of an instance that has failed, if the caller allows it. One that was frozen cannot be deleted
    /// by its user.
    mutating func replace(_ instance: UnsafePointer<codelab_instance>) -> Bool {
        guard let opening, opening.pointee.canReplace, instance.pointee.isFailed, !instance.pointee.isFrozen
        else { return false }
        return switchPlan.delete()
    }
}

package import CCodelab
import Engine
package import Platform
package import Service

/// Follows one instance, and switches it if the caller asked for that. Each `codelab_watch_next` runs it until the
/// instance has changed. Its polling is in Watch+Polling.swift.
public struct Watch: ~Copyable {
    enum End {
        case reached
        /// ``endReason`` has the reason.
        case missed
    }

    var sender: RequestSender
    let id: ByteBuffer
    var spec: RequestSpec
    var switchPlan: SwitchPlan
    var schedule: PollSchedule
    var end: End?
    var endReason = ByteBuffer()
    /// Of the instance as it was last returned.
    var last: Fingerprint?
    /// By ``Clock``.
    var nextPollMs = Int64.min
    /// One invalid response may be a gateway's error page; many in a row are reported.
    var consecutiveProtocolErrors: Int32 = 0
    /// How the last request ended.
    var lastStatus = CODELAB_OK.rawValue

    // Of the current call of codelab_watch_next().
    private(set) var isFinished = true
    private(set) var deadlineMs = Int64.max
    var instance: UnsafeMutablePointer<codelab_instance>?
    package private(set) var status = CODELAB_OK.rawValue

    private init(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ switchPlan: consuming SwitchPlan, _ schedule: PollSchedule
    ) throws(ResourceExhausted) {
        let copy = try terminatedCopy(id)
        let spec = try switchPlan.spec(id)
        self.id = copy
        self.spec = spec
        self.switchPlan = switchPlan
        self.schedule = schedule
        sender = RequestSender(client)
    }

    /// Makes a watch for an id. The first request is due at once.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        do throws(ResourceExhausted) {
            return try allocate(Watch(client, id: id, SwitchPlan(), schedule))
        } catch {
            throw report.outOfMemory()
        }
    }

    /// Makes a watch for an instance that the caller has: only what differs from it is a change.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, _ seen: UnsafePointer<codelab_instance>, id: Bytes,
        _ schedule: PollSchedule, nowMs: Int64, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        let watch = try make(client, id: id, schedule, report)
        watch.pointee.last = Fingerprint(seen)
        watch.pointee.nextPollMs = nowMs &+ watch.pointee.schedule.nextDelayMs()
        watch.pointee.checkEnd(seen)
        return watch
    }

    /// Makes a watch that switches the instance.
    package static func makeSwitch(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ request: UnsafePointer<codelab_switch_request>?,
        _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        let request = try SwitchRequest.make(request, report)
        guard schedule.goal == .ready else {
            throw Check.refuse("until", "must be CODELAB_UNTIL_READY for a switch", report)
        }
        do throws(ResourceExhausted) {
            return try allocate(Watch(client, id: id, SwitchPlan(request), schedule))
        } catch {
            throw report.outOfMemory()
        }
    }

    /// Frees a watch. In a forked child one that was in use is left alone: another thread may have been changing its
    /// memory at the time of the fork.
    package static func free(_ watch: UnsafeMutablePointer<Watch>) {
        if watch.pointee.isFinished || watch.pointee.belongsToThisProcess { destroy(watch) }
    }

    package var belongsToThisProcess: Bool { client.pointee.belongsToThisProcess }

    package var phase: codelab_phase { end == nil ? switchPlan.phase : CODELAB_PHASE_ENDED }

    var client: UnsafeMutablePointer<Client> { sender.client }

    /// Starts the way to the next change.
    mutating func begin(deadlineMs: Int64) {
        self.deadlineMs = deadlineMs
        sender.restart()
        isFinished = false
    }

    /// Returns the instance of the change, which the caller frees.
    mutating func takeInstance() -> UnsafeMutablePointer<codelab_instance>? {
        defer { instance = nil }
        return instance
    }

    mutating func finish(_ status: Int32) {
        self.status = status
        isFinished = true
    }

    mutating func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>
    ) {
        sender.note(interruption, transfer, spec, attempt: sender.count &+ 1, now)
        sender.stop()
        let failure = interruptionFailure(
            interruption, "following the instance", attempts: sender.count, lastStatus: lastStatus,
            isUncertain: false, Report(record))
        finish(failure.status)
    }

    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) {
        sender.stop()
        finish(Report(record).outOfMemory().status)
    }
}

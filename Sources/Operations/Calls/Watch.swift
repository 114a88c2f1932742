package import CCodelab
import Engine
package import Platform
package import Service

/// Follows one instance, and switches it if the caller asked for that. Each call of `codelab_watch_next` runs it until
/// the instance has changed. See Watch+Polling.swift for its requests.
public struct Watch: ~Copyable {
    enum End {
        case reached
        /// The instance can no longer reach the goal; ``endReason`` has the reason.
        case missed
        /// The switch has failed, and the instance runs again as it did before.
        case restored
    }

    var sender: RequestSender
    /// Empty while the instance is being opened.
    var id: ByteBuffer
    var spec: RequestSpec
    var switchPlan: SwitchPlan
    /// Owned; only in a watch that opens its instance.
    var opening: UnsafeMutablePointer<Opening>?
    /// Owned; only in a watch that keeps its instance alive.
    var keeping: UnsafeMutablePointer<Keeping>?
    var schedule: PollSchedule
    var end: End?
    var endReason = ByteBuffer()
    /// The fingerprint of the instance that was last returned.
    var last: Fingerprint?
    /// A time of ``Clock``.
    var nextPollMs = Int64.min
    /// Consecutive invalid responses. One may be a gateway's error page; many are reported.
    var consecutiveProtocolErrors: Int32 = 0
    /// The status of the last request.
    var lastStatus = CODELAB_OK.rawValue

    // State of the current call of codelab_watch_next().
    private(set) var isFinished = true
    private(set) var deadlineMs = Int64.max
    var instance: UnsafeMutablePointer<codelab_instance>?
    package private(set) var status = CODELAB_OK.rawValue

    init(
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

    deinit {
        if let opening { destroy(opening) }
        if let keeping { destroy(keeping) }
    }

    /// Makes a watch for an id. Its first request is sent at once.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, id: Bytes, _ schedule: PollSchedule, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Watch> {
        do throws(ResourceExhausted) {
            return try allocate(Watch(client, id: id, SwitchPlan(), schedule))
        } catch {
            throw report.outOfMemory()
        }
    }

    /// Makes a watch for an instance that the caller has: a change is a difference from it.
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
            let plan = SwitchPlan(try allocate(Switching(request)))
            return try allocate(Watch(client, id: id, plan, schedule))
        } catch {
            throw report.outOfMemory()
        }
    }

    /// Frees a watch. In a forked child, a watch that was in use is not freed: another thread may have been changing
    /// its memory at the time of the fork.
    package static func free(_ watch: UnsafeMutablePointer<Watch>) {
        if watch.pointee.isFinished || watch.pointee.belongsToThisProcess { destroy(watch) }
    }

    package var belongsToThisProcess: Bool { client.pointee.belongsToThisProcess }

    package var phase: codelab_phase {
        if end == .reached || end == .missed { return CODELAB_PHASE_ENDED }
        if keeping != nil { return CODELAB_PHASE_KEEPING }
        return opening != nil && id.count == 0 ? CODELAB_PHASE_OPENING : switchPlan.phase
    }

    var client: UnsafeMutablePointer<Client> { sender.client }

    /// Starts waiting for the next change.
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
        if let call = opening?.pointee.call {
            call.pointee.interrupt(interruption, transfer, now, record)
            finish(call.pointee.status)
            opening?.pointee.end()
            return
        }
        sender.note(interruption, transfer, spec, attempt: sender.count &+ 1, now)
        sender.stop()
        let failure = interruptionFailure(
            interruption, "following the instance", attempts: sender.count, lastStatus: lastStatus,
            isUncertain: false, Report(record))
        finish(failure.status)
    }

    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) {
        opening?.pointee.end()
        sender.stop()
        finish(Report(record).outOfMemory().status)
    }
}

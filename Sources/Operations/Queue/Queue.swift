package import CCodelab
import Engine
import Platform
package import Service

/// What `codelab_queue` stands for: a loop, the inbox through which operations come into it, and the making of events.
public struct Queue: ~Copyable {
    private let inbox: Inbox
    /// Of the thread that waits.
    private let loop: UnsafeMutablePointer<EventLoop>
    /// Where operations tell their failures, one at a time: whose it is, is told before the next one goes on.
    private let record: UnsafeMutablePointer<codelab_error>
    private let stays: Bool

    private init(_ settings: QueueSettings) throws(ResourceExhausted) {
        let inbox = try Inbox()
        let record = try allocate(codelab_error())
        do throws(ResourceExhausted) {
            loop = try allocate(EventLoop(limits: settings.limits, wakeEvent: inbox.descriptor))
        } catch {
            destroy(record)
            throw error
        }
        self.inbox = inbox
        self.record = record
        stays = settings.stays
    }

    package static func make(
        _ options: UnsafePointer<codelab_queue_options>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Queue> {
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        let settings = try QueueSettings(options, report)
        try startCurl(report)
        do throws(ResourceExhausted) {
            return try allocate(Queue(settings))
        } catch {
            throw report.outOfMemory()
        }
    }

    deinit {
        destroy(record)
        let loop = loop
        inbox.takeAll { task in
            loop.pointee.remove(task)
            Self.discard(task)
        }
        destroy(loop)
    }

    /// In a forked child nothing is freed: the connections and all that is in flight are the parent's, and the memory is
    /// as another thread may have left it in the middle of a change.
    package static func free(_ queue: UnsafeMutablePointer<Queue>) {
        guard queue.pointee.belongsToThisProcess else { return }
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        destroy(queue)
    }

    package var belongsToThisProcess: Bool { inbox.belongsToThisProcess }

    // MARK: - Any thread

    /// Takes `job` over, and a reference of its cancel object; on failure neither.
    package func submit(_ job: Job, tag: UInt64, _ report: Report) throws(Failure) {
        do throws(ResourceExhausted) {
            let task = try LoopTask.make(job, Bounds(job.cancel, deadlineMs: job.deadlineMs))
            job.cancel?.pointee.retain()
            inbox.submit(task, tag: tag)
        } catch {
            throw report.outOfMemory()
        }
    }

    package func cancel(tag: UInt64) -> Int64 { inbox.cancel(tag: tag) }
    package func cancelAll() -> Int64 { inbox.cancelAll() }
    package var count: Int64 { inbox.count }
    package func interrupt() { inbox.interrupt() }

    // MARK: - The thread that waits

    /// Readable when ``wait(untilMs:_:)`` has something to do.
    package func expose() -> Int32 {
        loop.pointee.expose()
        inbox.expose()
        return loop.pointee.descriptor
    }

    /// Works until there is an event: OK, and the failure that it tells in the record, if it is one. Or DONE, DEADLINE or
    /// CANCELLED, without one.
    package func wait(
        untilMs: Int64, _ event: inout codelab_event
    ) -> (status: codelab_status, record: UnsafeMutablePointer<codelab_error>) {
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        let isExposed = inbox.isExposed
        defer { if isExposed { inbox.listen() } }
        loop.pointee.dropUnused()
        var wakes = 0
        while true {
            takeNew()
            if inbox.takeInterrupt() {
                // There may be work left: who waits for the descriptor's becoming readable is to see it do so.
                if isExposed { inbox.raise() }
                return (CODELAB_E_CANCELLED, record)
            }
            let isIdle = !stays && inbox.count == 0
            if isIdle, !isExposed { return (CODELAB_DONE, record) }
            inbox.listen()
            // With nothing in flight, only the descriptor is to fall quiet.
            let turn = loop.pointee.run(Job.self, record, untilMs: isIdle ? .min : untilMs)
            inbox.stopListening()
            switch turn {
            case .ended(let task):
                deliver(task, &event)
                loop.pointee.dropUnused()
                return (CODELAB_OK, record)
            case .broken: return (CODELAB_E_STATE, record)
            case .timeIsUp: return (isIdle ? CODELAB_DONE : CODELAB_E_DEADLINE, record)
            case .woken:
                wakes &+= 1
                // Those who submit all the time must not keep the caller beyond its time.
                if wakes >= Self.mostWakes, Clock.nowMs() >= untilMs { return (CODELAB_E_DEADLINE, record) }
                inbox.lower()
            }
        }
    }

    private static var mostWakes: Int { 8 }

    private func takeNew() {
        let loop = loop
        inbox.take { task, isNew in
            if isNew {
                LoopTask.work(of: task, as: Job.self).pointee.begin()
                loop.pointee.add(task)
            } else {
                loop.pointee.stop(task)
            }
        }
    }

    private func deliver(_ task: UnsafeMutablePointer<LoopTask>, _ event: inout codelab_event) {
        let job = LoopTask.work(of: task, as: Job.self)
        event.tag = task.pointee.ownNode.pointee.key
        if job.pointee.deliver(&event, record) {
            event.is_final = 1
            inbox.retire(task)
            Self.discard(task)
        } else {
            job.pointee.begin()
            loop.pointee.add(task)
        }
    }

    @inline(never)
    private static func discard(_ task: UnsafeMutablePointer<LoopTask>) {
        let job = LoopTask.work(of: task, as: Job.self)
        job.pointee.discard()
        if let cancel = job.pointee.cancel { Cancel.release(cancel) }
        LoopTask.discard(task)
    }
}

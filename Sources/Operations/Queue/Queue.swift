package import CCodelab
import Engine
import Platform
package import Service

/// `codelab_queue`: a loop, the inbox through which operations are submitted, and the delivery of events.
public struct Queue: ~Copyable {
    private let inbox: Inbox
    /// Used only by the thread that waits.
    private let loop: UnsafeMutablePointer<EventLoop>
    /// The record to which operations write their failures, one at a time. It is delivered before the next operation
    /// runs.
    private let record: UnsafeMutablePointer<codelab_error>
    private let waitsWhenIdle: Bool

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
        waitsWhenIdle = settings.waitsWhenIdle
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

    /// Frees the queue. In a forked child nothing is freed: the connections and the transfers belong to the parent, and
    /// another thread may have been changing the memory at the time of the fork.
    package static func free(_ queue: UnsafeMutablePointer<Queue>) {
        guard queue.pointee.belongsToThisProcess else { return }
        let cancellation = ThreadCancellation.hold()
        defer { ThreadCancellation.restore(cancellation) }
        destroy(queue)
    }

    package var belongsToThisProcess: Bool { inbox.belongsToThisProcess }

    // MARK: - Any thread

    /// Submits `job`, and takes a reference of its cancel object. On failure it does neither.
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

    /// Returns a descriptor that is readable when ``wait(untilMs:_:)`` has work to do.
    package func expose() -> Int32 {
        loop.pointee.expose()
        inbox.expose()
        return loop.pointee.descriptor
    }

    /// Runs operations until there is an event. Returns OK with the event, and with the record of its failure if it
    /// reports one; or DONE, DEADLINE or CANCELLED without an event.
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
                // Work may be left, so the descriptor must become readable again.
                if isExposed { inbox.raise() }
                return (CODELAB_E_CANCELLED, record)
            }
            let isIdle = !waitsWhenIdle && inbox.count == 0
            if isIdle, !isExposed { return (CODELAB_DONE, record) }
            inbox.listen()
            // With nothing in flight, one turn clears the descriptor.
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
                // Continuous submissions must not keep the caller beyond its time limit.
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

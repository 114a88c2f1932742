import CPlatform
import Platform

/// The requests of a loop, from their being sent to their answers.
extension EventLoop {
    /// Sends the task's request, or queues the task for its turn. Returns true if its operation must be asked again at once.
    mutating func send<Work: Operation>(
        _ request: Request, to destination: Destination, _ task: UnsafeMutablePointer<LoopTask>,
        _ work: UnsafeMutablePointer<Work>, _ record: UnsafeMutablePointer<Work.Record>, hasTurn: Bool, _ now: Now
    ) throws(ResourceExhausted) -> Bool {
        let nowMs = now.ms
        let pool = try pools.find(destination)
        task.pointee.pool = pool
        try timers.set(task, task.pointee.bounds.deadlineMs)
        guard pools.hasRoom(pool, nowMs: nowMs), hasTurn || pool.pointee.queue.isEmpty else {
            try pools.enqueue(task, pool, work.pointee.owner)
            return false
        }
        try multi.repair()
        let transfer = try pool.pointee.take(multi)
        pools.countRequest(nowMs: nowMs)
        transfer.pointee.startedMs = nowMs
        let code = transfer.pointee.prepare(request)
        if code == CURLE_OK, multi.add(transfer.pointee.easy) {
            transfer.pointee.isAdded = true
            transfer.pointee.owner = UnsafeMutableRawPointer(task)
            task.pointee.transfer = transfer
            task.pointee.state = .inFlight
            if request.silenceMs > 0 { listen(task, untilMs: nowMs &+ request.silenceMs) }
            return false
        }
        transfer.pointee.code = code == CURLE_OK ? CURLE_OUT_OF_MEMORY : code
        work.pointee.receive(transfer, now, record)
        pool.pointee.release(transfer)
        return true
    }

    /// Lets ``endIfSilent(_:_:)`` be asked at that time.
    private mutating func listen(_ task: UnsafeMutablePointer<LoopTask>, untilMs: Int64) {
        let deadlineMs = task.pointee.bounds.deadlineMs
        // Without memory for the timer the request waits for its own time-out.
        do throws(ResourceExhausted) { try timers.set(task, untilMs < deadlineMs ? untilMs : deadlineMs) } catch {}
    }

    /// The time of a task has come. Returns true if only its request has ended, which ``takeFinished()`` returns.
    @inline(never)
    mutating func endIfSilent(_ task: UnsafeMutablePointer<LoopTask>, _ nowMs: Int64) -> Bool {
        guard task.pointee.state == .inFlight, let transfer = task.pointee.transfer,
            nowMs < task.pointee.bounds.deadlineMs
        else { return false }
        if transfer.pointee.endIfSilent() {
            transfer.pointee.next = failedTransfers
            failedTransfers = transfer
        } else {
            listen(task, untilMs: .max)
        }
        return true
    }

    /// Takes the request back; its connection is closed, unless it carries others as well.
    @inline(never)
    mutating func abort(_ task: UnsafeMutablePointer<LoopTask>) {
        guard let transfer = task.pointee.transfer else { return }
        task.pointee.interrupted = InterruptedTransfer(
            startedMs: transfer.pointee.startedMs, timesSent: transfer.pointee.timesSent)
        unlinkFailed(transfer)
        release(transfer, task)
    }

    private mutating func release(_ transfer: UnsafeMutablePointer<Transfer>, _ task: UnsafeMutablePointer<LoopTask>) {
        detach(transfer)
        task.pointee.transfer = nil
        task.pointee.pool?.pointee.release(transfer)
    }

    private mutating func detach(_ transfer: UnsafeMutablePointer<Transfer>) {
        guard transfer.pointee.isAdded else { return }
        transfer.pointee.isAdded = false
        multi.remove(transfer.pointee.easy)
    }

    /// The request is over. The task, if it has ended with it.
    mutating func complete<Work: Operation>(
        _ transfer: UnsafeMutablePointer<Transfer>, _: Work.Type, _ record: UnsafeMutablePointer<Work.Record>,
        _ nowMs: Int64
    ) -> UnsafeMutablePointer<LoopTask>? {
        guard let task = transfer.pointee.owner?.assumingMemoryBound(to: LoopTask.self) else { return nil }
        timers.remove(task)
        task.pointee.state = .detached
        LoopTask.work(of: task, as: Work.self).pointee.receive(transfer, Now(ms: nowMs), record)
        release(transfer, task)
        return step(task, Work.self, record, hasTurn: false, nowMs) ? task : nil
    }

    mutating func takeFinished() -> UnsafeMutablePointer<Transfer>? {
        guard let transfer = failedTransfers else { return multi.nextFinished() }
        failedTransfers = transfer.pointee.next
        transfer.pointee.next = nil
        return transfer
    }

    /// libcurl has no memory for something, and does not say for what: everything that is in flight has failed.
    @inline(never)
    mutating func failAll() {
        var failedTransfers: UnsafeMutablePointer<Transfer>?
        pools.forEachInFlight {
            $0.pointee.code = CURLE_OUT_OF_MEMORY
            $0.pointee.next = failedTransfers
            failedTransfers = $0
        }
        // At once: the next request of whoever ends first goes to another handle.
        var link = failedTransfers
        while let transfer = link {
            link = transfer.pointee.next
            detach(transfer)
        }
        self.failedTransfers = failedTransfers
    }

    /// The transfer has not failed after all: it has been taken back before.
    private mutating func unlinkFailed(_ transfer: UnsafeMutablePointer<Transfer>) {
        var link = failedTransfers
        var previous: UnsafeMutablePointer<Transfer>?
        while let current = link {
            link = current.pointee.next
            guard current == transfer else {
                previous = current
                continue
            }
            if let previous { previous.pointee.next = link } else { failedTransfers = link }
            transfer.pointee.next = nil
            return
        }
    }
}

import CPlatform
import Platform

/// Starts, aborts and completes the transfers of a loop.
extension EventLoop {
    /// Sends the task's request, or queues the task. Returns true if the operation must be asked for its next step at
    /// once.
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

    /// Sets the task's timer, so that ``endIfSilent(_:_:)`` is called at that time.
    private mutating func listen(_ task: UnsafeMutablePointer<LoopTask>, untilMs: Int64) {
        let deadlineMs = task.pointee.bounds.deadlineMs
        // Without memory for the timer, the request's time-out still ends it.
        do throws(ResourceExhausted) { try timers.set(task, untilMs < deadlineMs ? untilMs : deadlineMs) } catch {}
    }

    /// Handles the timer of a task with a request in flight. Returns false if the timer has another cause, such as the
    /// deadline of the task. A request that is silent ends, and ``takeFinished()`` returns it.
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

    /// Removes the request from libcurl. Its connection is closed, unless it carries other requests.
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

    /// Passes the result of the request to its operation. Returns the task if it has ended.
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

    /// Fails all transfers in flight: libcurl ran out of memory, and does not report for which transfer.
    @inline(never)
    mutating func failAll() {
        var failedTransfers: UnsafeMutablePointer<Transfer>?
        pools.forEachInFlight {
            $0.pointee.code = CURLE_OUT_OF_MEMORY
            $0.pointee.next = failedTransfers
            failedTransfers = $0
        }
        // Detach all of them at once: the next request of the first task that ends uses another handle.
        var link = failedTransfers
        while let transfer = link {
            link = transfer.pointee.next
            detach(transfer)
        }
        self.failedTransfers = failedTransfers
    }

    /// Removes the transfer from the list of failed transfers, if it is in it.
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

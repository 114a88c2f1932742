import Platform

/// Steps the tasks of a loop, and maintains what each task waits for.
extension EventLoop {
    mutating func makeReady(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.state = .ready
        ready.append(task)
    }

    /// Reschedules all tasks that wait for the event. Returns true if there is one.
    mutating func rescheduleAll(_ event: Int32) -> Bool {
        let key = UInt64(UInt32(bitPattern: event))
        var stop = cancelWaiters.first(key)
        let isStop = stop != nil
        while let node = stop {
            stop = cancelWaiters.next(node)
            reschedule(node.pointee.task)
        }
        if isStop { return true }
        guard eventWaiters.first(key) != nil else { return false }
        while let node = eventWaiters.first(key) { reschedule(node.pointee.task) }
        return true
    }

    /// Interrupts the task's wait or transfer, and makes the task ready.
    @inline(never)
    mutating func reschedule(_ task: UnsafeMutablePointer<LoopTask>) {
        timers.remove(task)
        switch task.pointee.state {
        case .detached, .ready: return
        case .sleeping: stopWaiting(task)
        case .queued: pools.dequeue(task)
        case .inFlight: abort(task)
        }
        makeReady(task)
    }

    @inline(never)
    private mutating func stopWaiting(_ task: UnsafeMutablePointer<LoopTask>) {
        let node = task.pointee.waitNode
        guard node.pointee.isEntered else { return }
        let event = Int32(truncatingIfNeeded: node.pointee.key)
        if eventWaiters.remove(node) { multi.unwatch(event) }
    }

    /// Removes the task's timer and its registrations for events.
    @inline(never)
    mutating func leave(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.state = .detached
        timers.remove(task)
        stopWaiting(task)
        let node = task.pointee.stopNode
        guard node.pointee.isEntered else { return }
        if cancelWaiters.remove(node) { multi.unwatch(task.pointee.bounds.event) }
    }

    /// Asks the operation for its next step and starts that step. Returns true if the task has ended.
    mutating func step<Work: Operation>(
        _ task: UnsafeMutablePointer<LoopTask>, _: Work.Type, _ record: UnsafeMutablePointer<Work.Record>,
        hasTurn: Bool,
        _ nowMs: Int64
    ) -> Bool {
        let work = LoopTask.work(of: task, as: Work.self)
        let now = Now(ms: nowMs)
        if let transfer = task.pointee.interrupted {
            // A request in flight is interrupted only when its task is stopped.
            work.pointee.interrupt(
                task.pointee.interruption(nowMs: nowMs) ?? .cancelled, transfer, now, record)
            return true
        }
        do throws(ResourceExhausted) {
            while true {
                let step = work.pointee.next(now, record)
                if case .finished = step { return true }
                if let interruption = task.pointee.interruption(nowMs: nowMs) {
                    work.pointee.interrupt(interruption, nil, now, record)
                    return true
                }
                try waitForStop(task)
                switch step {
                case .send(let destination, let request):
                    guard try send(request, to: destination, task, work, record, hasTurn: hasTurn, now) else {
                        return false
                    }
                case .wait(let untilMs):
                    try sleep(task, untilMs: untilMs)
                    return false
                case .waitFor(let event, let untilMs):
                    try sleep(task, untilMs: untilMs)
                    try wait(task, for: event)
                    return false
                case .finished: return true
                }
            }
        } catch {
            // leave() removes what was registered for the task.
            work.pointee.runOutOfMemory(record)
            return true
        }
    }

    private mutating func waitForStop(_ task: UnsafeMutablePointer<LoopTask>) throws(ResourceExhausted) {
        let event = task.pointee.bounds.event
        let node = task.pointee.stopNode
        if event < 0 || node.pointee.isEntered { return }
        if cancelWaiters.insert(node, UInt64(UInt32(bitPattern: event))), !multi.watch(event) {
            cancelWaiters.remove(node)
            throw ResourceExhausted()
        }
    }

    private mutating func sleep(_ task: UnsafeMutablePointer<LoopTask>, untilMs: Int64) throws(ResourceExhausted) {
        let deadlineMs = task.pointee.bounds.deadlineMs
        try timers.set(task, untilMs < deadlineMs ? untilMs : deadlineMs)
        task.pointee.state = .sleeping
    }

    private mutating func wait(_ task: UnsafeMutablePointer<LoopTask>, for event: Int32) throws(ResourceExhausted) {
        let node = task.pointee.waitNode
        if eventWaiters.insert(node, UInt64(UInt32(bitPattern: event))), !multi.watch(event) {
            eventWaiters.remove(node)
            throw ResourceExhausted()
        }
    }
}

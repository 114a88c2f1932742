import Platform

/// The tasks of a loop: what each waits for, and what comes next when it is asked.
extension Loop {
    mutating func makeReady(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.place = .ready
        ready.append(task)
    }

    /// Whether the event is one that tasks wait for; those are ready then.
    mutating func rouseAll(_ event: Int32) -> Bool {
        let key = UInt64(UInt32(bitPattern: event))
        var stop = stops.first(key)
        let isStop = stop != nil
        while let node = stop {
            stop = stops.next(node)
            rouse(node.pointee.task)
        }
        if isStop { return true }
        guard waits.first(key) != nil else { return false }
        while let node = waits.first(key) { rouse(node.pointee.task) }
        return true
    }

    /// Ends what the task is in the midst of, so that it is asked again.
    @inline(never)
    mutating func rouse(_ task: UnsafeMutablePointer<Task>) {
        timers.remove(task)
        switch task.pointee.place {
        case .nowhere, .ready: return
        case .asleep: stopWaiting(task)
        case .inLine: routes.leaveLine(task)
        case .flying: abort(task)
        }
        makeReady(task)
    }

    @inline(never)
    private mutating func stopWaiting(_ task: UnsafeMutablePointer<Task>) {
        let node = task.pointee.waitNode
        guard node.pointee.isEntered else { return }
        let event = Int32(truncatingIfNeeded: node.pointee.key)
        if waits.remove(node) { multi.unwatch(event) }
    }

    /// The task has nothing to do with the loop any more.
    @inline(never)
    mutating func leave(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.place = .nowhere
        timers.remove(task)
        stopWaiting(task)
        let node = task.pointee.stopNode
        guard node.pointee.isEntered else { return }
        if stops.remove(node) { multi.unwatch(task.pointee.bounds.event) }
    }

    /// Asks the operation what comes next, and sets about it; whether the task has ended.
    mutating func step<Work: Operation>(
        _ task: UnsafeMutablePointer<Task>, _: Work.Type, _ record: UnsafeMutablePointer<Work.Record>, hasTurn: Bool,
        _ nowMs: Int64
    ) -> Bool {
        let work = Task.work(of: task, as: Work.self)
        let now = Now(ms: nowMs)
        if let transfer = task.pointee.interrupted {
            // Only being stopped ends a request that is under way.
            work.pointee.interrupt(
                task.pointee.interruption(nowMs: nowMs) ?? .cancelled, transfer, now, record)
            return true
        }
        do throws(OutOfMemory) {
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
            // Whatever was begun for it is taken back by leave().
            work.pointee.runOutOfMemory(record)
            return true
        }
    }

    private mutating func waitForStop(_ task: UnsafeMutablePointer<Task>) throws(OutOfMemory) {
        let event = task.pointee.bounds.event
        let node = task.pointee.stopNode
        if event < 0 || node.pointee.isEntered { return }
        if stops.insert(node, UInt64(UInt32(bitPattern: event))), !multi.watch(event) {
            stops.remove(node)
            throw OutOfMemory()
        }
    }

    private mutating func sleep(_ task: UnsafeMutablePointer<Task>, untilMs: Int64) throws(OutOfMemory) {
        let deadlineMs = task.pointee.bounds.deadlineMs
        try timers.set(task, untilMs < deadlineMs ? untilMs : deadlineMs)
        task.pointee.place = .asleep
    }

    private mutating func wait(_ task: UnsafeMutablePointer<Task>, for event: Int32) throws(OutOfMemory) {
        let node = task.pointee.waitNode
        if waits.insert(node, UInt64(UInt32(bitPattern: event))), !multi.watch(event) {
            waits.remove(node)
            throw OutOfMemory()
        }
    }
}

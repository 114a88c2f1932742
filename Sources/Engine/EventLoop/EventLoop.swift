import CPlatform
package import Platform

/// How a turn of a loop ended.
package enum Turn {
    /// The task has ended and left the loop.
    case ended(UnsafeMutablePointer<LoopTask>)
    case timeIsUp
    /// The event passed to ``EventLoop/init(limits:wakeEvent:)`` was raised.
    case woken
    /// The host closed the loop's descriptor, so the loop can no longer wait.
    case broken
}

/// Drives operations with libcurl's multi interface, on the thread that calls ``run(_:_:untilMs:)``: one operation for
/// a blocking call, any number for a queue. All requests are sent by a loop.
///
/// A task is `ready` when its operation must be asked for its next step. After that it sleeps, waits in a queue of its
/// pool, has a request in flight, or ends. Each call of ``run(_:_:untilMs:)`` returns at most one ended task.
public struct EventLoop: ~Copyable {
    var multi: MultiHandle
    var pools: OriginPools
    var ready = LinkedList<LoopTask>()
    var timers = TimerHeap()
    /// Tasks waiting on a cancel object or on another operation, keyed by the descriptor of its event.
    var cancelWaiters: IntrusiveMultimap
    var eventWaiters: IntrusiveMultimap
    /// Transfers that failed although libcurl did not report it: silent ones, and all in flight when libcurl ran out of
    /// memory.
    var failedTransfers: UnsafeMutablePointer<Transfer>?
    private let wakeEvent: Int32
    private var wakeup: WakeupTimer
    /// The number of steps since the last poll.
    private var stepsSincePoll = 0
    /// The next loop in the list of ``EventLoopPool``.
    var next: UnsafeMutablePointer<EventLoop>?
    /// When the last task ended.
    var lastUsedMs = Clock.nowMs()

    /// The most steps between two polls, so that tasks that are always ready cannot keep the loop from its descriptors.
    private static var maxAsked: Int { 64 }
    /// The most polls of one turn. If polls still find something after the time limit, the loop returns to its caller.
    private static var maxPolls: Int { 8 }

    /// Creates a loop that drives one blocking call at a time.
    init() throws(ResourceExhausted) {
        try self.init(limits: Limits(connections: 0, rateLimiter: .unlimited), wakeEvent: -1)
    }

    /// - Parameter wakeEvent: the event that ends a turn when it is raised; -1 if there is none, and no other code
    ///   waits for the loop's descriptor.
    package init(limits: Limits, wakeEvent: Int32) throws(ResourceExhausted) {
        let isShared = wakeEvent >= 0
        let multi = try MultiHandle(hasDescriptor: isShared, mostConnections: limits.connections)
        let cancelWaiters = try IntrusiveMultimap()
        let eventWaiters = try IntrusiveMultimap()
        let wakeup = try WakeupTimer(isUsed: isShared)
        if isShared, !multi.watch(wakeEvent) || !multi.watch(wakeup.descriptor) { throw ResourceExhausted() }
        self.multi = multi
        self.cancelWaiters = cancelWaiters
        self.eventWaiters = eventWaiters
        self.wakeup = wakeup
        self.wakeEvent = wakeEvent
        pools = OriginPools(limits)
    }

    /// The loop must contain no task.
    deinit { pools.close() }

    // MARK: - For its owner

    /// Readable when ``run(_:_:untilMs:)`` has something to do, once ``expose()`` was called.
    package var descriptor: Int32 { multi.descriptor }

    /// Prepares the descriptor for other code that waits for it.
    package mutating func expose() {
        if wakeup.isWatched { return }
        wakeup.isWatched = true
        let nowMs = Clock.nowMs()
        // Only a call of libcurl shows which requests it has finished.
        var hasRequest = false
        pools.forEachInFlight { _ in hasRequest = true }
        wakeup.set(atMs: hasRequest ? nowMs : nextEventMs(nowMs), nowMs: nowMs)
    }

    /// Frees the memory of freed clients, and the secrets of theirs that libcurl has copied.
    package mutating func dropUnused() {
        if pools.dropUnused() { multi.closeIdle() }
    }

    /// Adds a task. It ends with one ``Turn/ended(_:)``, after which it may be added again.
    package mutating func add(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.interrupted = nil
        makeReady(task)
    }

    /// Cancels a task.
    package mutating func stop(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.isStopped = true
        reschedule(task)
    }

    /// Removes a task without completing it.
    @inline(never)
    package mutating func remove(_ task: UnsafeMutablePointer<LoopTask>) {
        reschedule(task)
        if task.pointee.state == .ready { ready.remove(task) }
        leave(task)
    }

    /// Runs until a task has ended, the time limit is reached, or the wake event is raised.
    ///
    /// - Parameter record: the record passed to each step of each operation. The caller reads it before the next turn,
    ///   when an operation has ended.
    package mutating func run<Work: Operation>(
        _: Work.Type, _ record: UnsafeMutablePointer<Work.Record>, untilMs: Int64
    ) -> Turn {
        var found = Found.something
        var polls = 0
        while true {
            let nowMs = Clock.nowMs()
            if stepsSincePoll < Self.maxAsked, let task = ready.popFirst() {
                stepsSincePoll &+= 1
                task.pointee.state = .detached
                if step(task, Work.self, record, hasTurn: false, nowMs) { return end(task, nowMs) }
            } else if let transfer = takeFinished() {
                if let task = complete(transfer, Work.self, record, nowMs) { return end(task, nowMs) }
            } else if let task = pools.popNext(nowMs: nowMs) {
                timers.remove(task)
                if step(task, Work.self, record, hasTurn: true, nowMs) { return end(task, nowMs) }
            } else if multi.timerAtMs <= nowMs {
                if !multi.handleTimer() { failAll() }
            } else if let task = timers.popDue(nowMs) {
                if !endIfSilent(task, nowMs) { reschedule(task) }
            } else if nowMs >= untilMs, ready.first == nil, found == .nothing || polls >= Self.maxPolls {
                wakeup.set(atMs: found == .nothing ? nextEventMs(nowMs) : nowMs, nowMs: nowMs)
                return .timeIsUp
            } else {
                found = poll(nowMs: nowMs, untilMs: untilMs)
                polls &+= 1
                if found == .wakeEvent { return .woken }
                if found == .failure { return .broken }
            }
        }
    }

    @inline(never)
    private mutating func end(_ task: UnsafeMutablePointer<LoopTask>, _ nowMs: Int64) -> Turn {
        leave(task)
        lastUsedMs = nowMs
        // Another task may have ended already.
        wakeup.set(atMs: nowMs, nowMs: nowMs)
        return .ended(task)
    }

    // MARK: - Waiting

    private enum Found {
        case nothing
        /// More events may follow: one poll reports a limited number, and libcurl reads a limited amount at once.
        case something
        case wakeEvent
        case failure
    }

    private func nextEventMs(_ nowMs: Int64) -> Int64 {
        if ready.first != nil || failedTransfers != nil { return nowMs }
        var atMs = timers.firstMs
        if multi.timerAtMs < atMs { atMs = multi.timerAtMs }
        let turnMs = pools.nextTurnMs(nowMs: nowMs)
        return turnMs < atMs ? turnMs : atMs
    }

    /// Waits for events, and handles those that occurred.
    private mutating func poll(nowMs: Int64, untilMs: Int64) -> Found {
        let eventMs = nextEventMs(nowMs)
        let count = multi.wait(timeoutMs: Self.timeoutMs(nowMs, eventMs < untilMs ? eventMs : untilMs))
        if count < 0 { return .failure }
        stepsSincePoll = 0
        var found = Found.nothing
        var index: Int32 = 0
        while index < count {
            let ready = multi.ready(index)
            index &+= 1
            if ready.descriptor == wakeup.descriptor {
                wakeup.clear()
                continue
            }
            if ready.descriptor == wakeEvent {
                found = .wakeEvent
                continue
            }
            if found == .nothing { found = .something }
            if !rescheduleAll(ready.descriptor), !multi.handle(ready) { failAll() }
        }
        return found
    }

    /// Returns the time until `untilMs`, at most a minute, so that it fits into an `int`.
    static func timeoutMs(_ nowMs: Int64, _ untilMs: Int64) -> Int32 {
        let (distance, overflow) = untilMs.subtractingReportingOverflow(nowMs)
        if overflow { return untilMs > nowMs ? 60_000 : 0 }
        if distance > 60_000 { return 60_000 }
        return distance > 0 ? Int32(truncatingIfNeeded: distance) : 0
    }
}

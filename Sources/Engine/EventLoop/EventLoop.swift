import CPlatform
package import Platform

/// How a turn of a loop ended.
package enum Turn {
    /// The task is in the loop no more.
    case ended(UnsafeMutablePointer<LoopTask>)
    case timeIsUp
    /// The event that ``EventLoop/init(limits:wakeEvent:)`` was given is raised.
    case woken
    /// The loop's descriptor was closed by the host: nothing can be waited for any more.
    case broken
}

/// Drives operations with libcurl's multi interface, on the thread that calls ``run(_:_:untilMs:)``: one for a blocking
/// call, any number for a queue. Nothing else sends a request.
///
/// A task is `ready` when its operation is to be asked what comes next; then it sleeps, stands in a line for its turn to
/// send, has a request in flight, or is over. Tasks end one at a time, when somebody asks for the next one.
public struct EventLoop: ~Copyable {
    var multi: MultiHandle
    var pools: OriginPools
    var ready = LoopTaskList()
    var timers = TimerHeap()
    /// Those who wait for a cancel object, or for another operation, by the descriptor of its event.
    var cancelWaiters: IntrusiveMultimap
    var eventWaiters: IntrusiveMultimap
    /// Transfers that libcurl had no memory to go on with.
    var failedTransfers: UnsafeMutablePointer<Transfer>?
    private let wakeEvent: Int32
    private var wakeup: WakeupTimer
    /// How many tasks have been asked since the loop has last looked at its descriptors.
    private var askedCount = 0
    /// Of the pool.
    var next: UnsafeMutablePointer<EventLoop>?
    /// When the last task ended.
    var lastUsedMs = Clock.nowMs()

    /// Tasks that are ready again and again must not keep the loop from its descriptors.
    private static var maxAsked: Int { 64 }
    /// When the time is up and each look still finds something, the caller comes first.
    private static var maxLooks: Int { 8 }

    /// For one blocking call at a time.
    init() throws(ResourceExhausted) {
        try self.init(limits: Limits(connections: 0, rateLimiter: .unlimited), wakeEvent: -1)
    }

    /// - Parameter wakeEvent: ends a turn when it is raised; -1: none, and nobody else waits for the loop.
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

    /// No task may be in the loop any more.
    deinit { pools.close() }

    // MARK: - For its owner

    /// Readable when ``run(_:_:untilMs:)`` has something to do, once ``expose()`` was called.
    package var descriptor: Int32 { multi.descriptor }

    /// Somebody else is going to wait for the descriptor.
    package mutating func expose() {
        if wakeup.isWatched { return }
        wakeup.isWatched = true
        let nowMs = Clock.nowMs()
        // Which requests libcurl has finished is not known before it is asked.
        var hasRequest = false
        pools.forEachInFlight { _ in hasRequest = true }
        wakeup.set(atMs: hasRequest ? nowMs : nextEventMs(nowMs), nowMs: nowMs)
    }

    /// Gives back what only clients needed that are gone: memory, and secrets that libcurl has copies of.
    package mutating func dropUnused() {
        if pools.dropUnused() { multi.closeIdle() }
    }

    /// Takes a task in. It ends in one ``Turn/ended(_:)``, after which it may be added again.
    package mutating func add(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.interrupted = nil
        makeReady(task)
    }

    /// Ends a task, as its cancel object would.
    package mutating func stop(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.isStopped = true
        reschedule(task)
    }

    /// Takes a task out without an end.
    @inline(never)
    package mutating func remove(_ task: UnsafeMutablePointer<LoopTask>) {
        reschedule(task)
        if task.pointee.state == .ready { ready.remove(task) }
        leave(task)
    }

    /// Works until a task has ended, the time is up, or the event that wakes is raised.
    ///
    /// - Parameter record: passed to each step of each operation; that of an operation which has ended is read before
    ///   the next turn.
    package mutating func run<Work: Operation>(
        _: Work.Type, _ record: UnsafeMutablePointer<Work.Record>, untilMs: Int64
    ) -> Turn {
        var found = Found.something
        var polls = 0
        while true {
            let nowMs = Clock.nowMs()
            if askedCount < Self.maxAsked, let task = ready.popFirst() {
                askedCount &+= 1
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
            } else if nowMs >= untilMs, ready.first == nil, found == .nothing || polls >= Self.maxLooks {
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
        // There may be more to tell at once.
        wakeup.set(atMs: nowMs, nowMs: nowMs)
        return .ended(task)
    }

    // MARK: - Waiting

    private enum Found {
        case nothing
        /// There may be more, beyond what one look tells, or what libcurl reads at once.
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

    /// Waits for what may come, and deals with what has come.
    private mutating func poll(nowMs: Int64, untilMs: Int64) -> Found {
        let eventMs = nextEventMs(nowMs)
        let count = multi.wait(timeoutMs: Self.timeoutMs(nowMs, eventMs < untilMs ? eventMs : untilMs))
        if count < 0 { return .failure }
        askedCount = 0
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

    /// Whole minutes at the most, which any `int` holds.
    static func timeoutMs(_ nowMs: Int64, _ untilMs: Int64) -> Int32 {
        let (distance, overflow) = untilMs.subtractingReportingOverflow(nowMs)
        if overflow { return untilMs > nowMs ? 60_000 : 0 }
        if distance > 60_000 { return 60_000 }
        return distance > 0 ? Int32(truncatingIfNeeded: distance) : 0
    }
}

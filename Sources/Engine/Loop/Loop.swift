import CPlatform
package import Platform

/// How a turn of a loop ended.
package enum Turn {
    /// The task is in the loop no more.
    case ended(UnsafeMutablePointer<Task>)
    case timeIsUp
    /// The event that ``Loop/init(limits:wakeEvent:)`` was given is raised.
    case woken
}

/// What a loop that carries many operations keeps to.
package struct Limits {
    /// Connections to each host; 0: as many as there are requests.
    package let connections: Int32
    package let pace: Pace

    package init(connections: Int32, pace: Pace) {
        self.connections = connections
        self.pace = pace
    }
}

/// Drives operations with libcurl's multi interface, on the thread that calls ``run(_:untilMs:)``: one for a blocking
/// call, any number for a queue. Nothing else sends a request.
///
/// A task is `ready` when its operation is to be asked what comes next; then it sleeps, stands in a line for its turn to
/// send, has a request under way, or is over. Tasks end one at a time, when somebody asks for the next one.
public struct Loop: ~Copyable {
    let multi: Multi
    private var routes: UnsafeMutablePointer<Route>?
    private var pace: Pace
    private let limits: Limits
    private var ready = TaskList()
    var timers = Timers()
    /// Those who wait for a cancel object, or for another operation, by the descriptor of its event.
    private var stops: Index
    private var waits: Index
    /// Exchanges that libcurl had no memory to go on with.
    private var failed: UnsafeMutablePointer<Exchange>?
    private let wakeEvent: Int32
    private var outside: OutsideTimer
    /// How many tasks are in a line.
    private var inLine = 0
    /// Of the pool.
    var next: UnsafeMutablePointer<Loop>?

    /// For one blocking call at a time.
    init() throws(OutOfMemory) {
        try self.init(limits: Limits(connections: 0, pace: .unlimited), wakeEvent: -1)
    }

    /// - Parameter wakeEvent: ends a turn when it is raised; -1: none, and nobody else waits for the loop.
    package init(limits: Limits, wakeEvent: Int32) throws(OutOfMemory) {
        let isShared = wakeEvent >= 0
        let multi = try Multi(hasDescriptor: isShared, mostConnections: limits.connections)
        let stops = try Index()
        let waits = try Index()
        let outside = try OutsideTimer(isUsed: isShared)
        if isShared, !multi.watch(wakeEvent) || !multi.watch(outside.descriptor) { throw OutOfMemory() }
        self.multi = multi
        self.stops = stops
        self.waits = waits
        self.outside = outside
        self.limits = limits
        self.wakeEvent = wakeEvent
        pace = limits.pace
    }

    /// No task may be in the loop any more.
    deinit {
        var link = routes
        while let route = link {
            link = route.pointee.next
            destroy(route)
        }
    }

    // MARK: - For its owner

    /// Readable when ``run(_:untilMs:)`` has something to do, once ``expose()`` was called.
    package var descriptor: Int32 { multi.descriptor }

    /// Somebody else is going to wait for the descriptor.
    package mutating func expose() {
        outside.isWatched = true
        outside.set(atMs: nextEventMs(Clock.nowMs()), nowMs: Clock.nowMs())
    }

    /// Takes a task in. It ends in one ``Turn/ended(_:)``, after which it may be added again.
    package mutating func add(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.timesSent = -1
        makeReady(task)
    }

    /// Ends a task, as its cancel object would.
    package mutating func stop(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.isStopped = true
        rouse(task)
    }

    /// Takes a task out without an end.
    @inline(never)
    package mutating func drop(_ task: UnsafeMutablePointer<Task>) {
        rouse(task)
        if task.pointee.place == .ready { ready.remove(task) }
        leave(task)
    }

    /// Works until a task has ended, the time is up, or the event that wakes is raised.
    package mutating func run<Work: Operation>(_: Work.Type, untilMs: Int64) -> Turn {
        var hasLooked = false
        while true {
            let nowMs = Clock.nowMs()
            if let task = ready.popFirst() {
                task.pointee.place = .nowhere
                if step(task, Work.self, hasTurn: false, nowMs) { return end(task, nowMs) }
            } else if let exchange = takeFinished() {
                if let task = land(exchange, Work.self, nowMs) { return end(task, nowMs) }
            } else if let task = nextTurn(nowMs) {
                if step(task, Work.self, hasTurn: true, nowMs) { return end(task, nowMs) }
            } else if multi.timerAtMs <= nowMs {
                if !multi.handleTimer() { failAll() }
            } else if let task = timers.popDue(nowMs) {
                rouse(task)
            } else if hasLooked, nowMs >= untilMs {
                outside.set(atMs: nextEventMs(nowMs), nowMs: nowMs)
                return .timeIsUp
            } else {
                hasLooked = true
                if wait(nowMs: nowMs, untilMs: untilMs) { return .woken }
            }
        }
    }

    @inline(never)
    private mutating func end(_ task: UnsafeMutablePointer<Task>, _ nowMs: Int64) -> Turn {
        leave(task)
        // There may be more to tell at once.
        outside.set(atMs: nowMs, nowMs: nowMs)
        return .ended(task)
    }

    // MARK: - Waiting

    private func nextEventMs(_ nowMs: Int64) -> Int64 {
        if ready.first != nil || failed != nil { return nowMs }
        var atMs = timers.firstMs
        if multi.timerAtMs < atMs { atMs = multi.timerAtMs }
        if inLine > 0, hasTurn {
            let turnMs = pace.nextMs(nowMs: nowMs)
            if turnMs < atMs { atMs = turnMs }
        }
        return atMs
    }

    /// Waits for what may come, and deals with what has come; whether the owner is asked for.
    private mutating func wait(nowMs: Int64, untilMs: Int64) -> Bool {
        let eventMs = nextEventMs(nowMs)
        let count = multi.wait(timeoutMs: Self.timeoutMs(nowMs, eventMs < untilMs ? eventMs : untilMs))
        var isWoken = false
        var index: Int32 = 0
        while index < count {
            let ready = multi.ready(index)
            index &+= 1
            if ready.descriptor == wakeEvent {
                isWoken = true
            } else if ready.descriptor == outside.descriptor {
                outside.clear()
            } else if !rouseAll(ready.descriptor), !multi.handle(ready) {
                failAll()
            }
        }
        return isWoken
    }

    /// Whole minutes at the most, which any `int` holds.
    static func timeoutMs(_ nowMs: Int64, _ untilMs: Int64) -> Int32 {
        let (distance, overflow) = untilMs.subtractingReportingOverflow(nowMs)
        if distance > 60_000 || (overflow && untilMs > nowMs) { return 60_000 }
        if overflow { return 0 }
        return distance > 0 ? Int32(truncatingIfNeeded: distance) : 0
    }

    /// Whether the event is one that tasks wait for; those are ready then.
    private mutating func rouseAll(_ event: Int32) -> Bool {
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

    // MARK: - Tasks

    private mutating func makeReady(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.place = .ready
        ready.append(task)
    }

    /// Ends what the task is in the midst of, so that it is asked again.
    @inline(never)
    private mutating func rouse(_ task: UnsafeMutablePointer<Task>) {
        timers.remove(task)
        switch task.pointee.place {
        case .nowhere, .ready: return
        case .asleep: stopWaiting(task)
        case .inLine: leaveLine(task)
        case .flying: abort(task)
        }
        makeReady(task)
    }

    private mutating func leaveLine(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.route?.pointee.lines.remove(task)
        inLine &-= 1
    }

    /// Takes the request back; its connection is closed, unless it carries others as well.
    @inline(never)
    private mutating func abort(_ task: UnsafeMutablePointer<Task>) {
        guard let exchange = task.pointee.exchange else { return }
        task.pointee.timesSent = exchange.pointee.timesSent
        unfail(exchange)
        putBack(exchange, task)
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
    private mutating func leave(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.place = .nowhere
        timers.remove(task)
        stopWaiting(task)
        let node = task.pointee.stopNode
        guard node.pointee.isEntered else { return }
        if stops.remove(node) { multi.unwatch(task.pointee.bounds.event) }
    }

    /// Asks the operation what comes next, and sets about it; whether the task has ended.
    private mutating func step<Work: Operation>(
        _ task: UnsafeMutablePointer<Task>, _: Work.Type, hasTurn: Bool, _ nowMs: Int64
    ) -> Bool {
        let work = Task.work(of: task, as: Work.self)
        if task.pointee.timesSent >= 0 {
            // Only being stopped ends a request that is under way.
            work.pointee.interrupt(
                task.pointee.interruption(nowMs: nowMs) ?? .cancelled, timesSent: task.pointee.timesSent)
            return true
        }
        do throws(OutOfMemory) {
            while true {
                let step = work.pointee.next(nowMs: nowMs)
                if case .finished = step { return true }
                if let interruption = task.pointee.interruption(nowMs: nowMs) {
                    work.pointee.interrupt(interruption, timesSent: 0)
                    return true
                }
                try waitForStop(task)
                switch step {
                case .attempt:
                    guard try attempt(task, work, hasTurn: hasTurn, nowMs) else { return false }
                case .wait(let untilMs):
                    try sleep(task, untilMs: untilMs)
                    return false
                case .waitFor(let event):
                    try sleep(task, untilMs: .max)
                    try wait(task, for: event)
                    return false
                case .finished: return true
                }
            }
        } catch {
            // Whatever was begun for it is taken back by leave().
            work.pointee.runOutOfMemory()
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

    // MARK: - Requests

    /// The route with a task in its line that may send now. Routes take turns, too.
    private mutating func nextTurn(_ nowMs: Int64) -> UnsafeMutablePointer<Task>? {
        guard inLine > 0, pace.nextMs(nowMs: nowMs) <= nowMs else { return nil }
        var link = routes
        while let route = link {
            if route.pointee.hasRoom, let task = route.pointee.lines.popFirst() {
                inLine &-= 1
                timers.remove(task)
                moveToEnd(route)
                return task
            }
            link = route.pointee.next
        }
        return nil
    }

    private var hasTurn: Bool {
        var link = routes
        while let route = link {
            if route.pointee.hasRoom, !route.pointee.lines.isEmpty { return true }
            link = route.pointee.next
        }
        return false
    }

    @inline(never)
    private mutating func moveToEnd(_ route: UnsafeMutablePointer<Route>) {
        guard let first = routes, first != route || route.pointee.next != nil else { return }
        var last = first
        var previous: UnsafeMutablePointer<Route>?
        while let next = last.pointee.next {
            if next == route { previous = last }
            last = next
        }
        if last == route { return }
        if let previous { previous.pointee.next = route.pointee.next } else { routes = route.pointee.next }
        last.pointee.next = route
        route.pointee.next = nil
    }

    private mutating func route(_ destination: Destination) throws(OutOfMemory) -> UnsafeMutablePointer<Route> {
        var link = routes
        while let route = link {
            if route.pointee.leadsTo(destination) { return route }
            link = route.pointee.next
        }
        let most = limits.connections > 0 ? Int(limits.connections) : .max
        let route = try allocate(Route(destination, mostConnections: most))
        route.pointee.next = routes
        routes = route
        return route
    }

    /// Sends the task's request, or lets it wait for its turn; whether its operation is to be asked again at once.
    private mutating func attempt<Work: Operation>(
        _ task: UnsafeMutablePointer<Task>, _ work: UnsafeMutablePointer<Work>, hasTurn: Bool, _ nowMs: Int64
    ) throws(OutOfMemory) -> Bool {
        let route = try route(work.pointee.destination)
        task.pointee.route = route
        try timers.set(task, task.pointee.bounds.deadlineMs)
        let mayGo = route.pointee.hasRoom && pace.nextMs(nowMs: nowMs) <= nowMs
        guard mayGo, hasTurn || route.pointee.lines.isEmpty else {
            try route.pointee.lines.append(task, work.pointee.owner)
            inLine &+= 1
            return false
        }
        let exchange = try route.pointee.take(multi)
        pace.take(nowMs: nowMs)
        let request = work.pointee.request(nowMs: nowMs)
        if !request.isIdempotent { multi.hearOutIdle() }
        let code = exchange.pointee.prepare(request)
        if code == CURLE_OK, multi.add(exchange.pointee.easy) {
            exchange.pointee.task = task
            task.pointee.exchange = exchange
            task.pointee.place = .flying
            return false
        }
        exchange.pointee.result = code == CURLE_OK ? CURLE_OUT_OF_MEMORY : code
        work.pointee.receive(exchange, nowMs: nowMs)
        route.pointee.putBack(exchange)
        return true
    }

    private mutating func putBack(_ exchange: UnsafeMutablePointer<Exchange>, _ task: UnsafeMutablePointer<Task>) {
        multi.remove(exchange.pointee.easy)
        task.pointee.exchange = nil
        task.pointee.route?.pointee.putBack(exchange)
    }

    /// The request is over. The task, if it has ended with it.
    private mutating func land<Work: Operation>(
        _ exchange: UnsafeMutablePointer<Exchange>, _: Work.Type, _ nowMs: Int64
    ) -> UnsafeMutablePointer<Task>? {
        guard let task = exchange.pointee.task else { return nil }
        timers.remove(task)
        task.pointee.place = .nowhere
        Task.work(of: task, as: Work.self).pointee.receive(exchange, nowMs: nowMs)
        putBack(exchange, task)
        return step(task, Work.self, hasTurn: false, nowMs) ? task : nil
    }

    private mutating func takeFinished() -> UnsafeMutablePointer<Exchange>? {
        guard let exchange = failed else { return multi.nextFinished() }
        failed = exchange.pointee.next
        exchange.pointee.next = nil
        return exchange
    }

    /// libcurl has no memory for something, and does not say for what: everything that is under way has failed.
    @inline(never)
    private mutating func failAll() {
        var failed: UnsafeMutablePointer<Exchange>?
        var link = routes
        while let route = link {
            route.pointee.forEachUnderWay {
                $0.pointee.result = CURLE_OUT_OF_MEMORY
                $0.pointee.next = failed
                failed = $0
            }
            link = route.pointee.next
        }
        self.failed = failed
    }

    /// The exchange has not failed after all: it has been taken back before.
    private mutating func unfail(_ exchange: UnsafeMutablePointer<Exchange>) {
        var link = failed
        var previous: UnsafeMutablePointer<Exchange>?
        while let current = link {
            link = current.pointee.next
            guard current == exchange else {
                previous = current
                continue
            }
            if let previous { previous.pointee.next = link } else { failed = link }
            exchange.pointee.next = nil
            return
        }
    }
}

import CPlatform
import Platform

/// The requests of a loop, from their being sent to their answers.
extension Loop {
    /// Sends the task's request, or queues the task for its turn. Returns true if its operation must be asked again at once.
    mutating func send<Work: Operation>(
        _ request: Request, to destination: Destination, _ task: UnsafeMutablePointer<Task>,
        _ work: UnsafeMutablePointer<Work>, _ record: UnsafeMutablePointer<Work.Record>, hasTurn: Bool, _ now: Now
    ) throws(OutOfMemory) -> Bool {
        let nowMs = now.ms
        let route = try routes.find(destination)
        task.pointee.route = route
        try timers.set(task, task.pointee.bounds.deadlineMs)
        guard routes.isFree(route, nowMs: nowMs), hasTurn || route.pointee.lines.isEmpty else {
            try routes.lineUp(task, route, work.pointee.owner)
            return false
        }
        try multi.repair()
        let exchange = try route.pointee.take(multi)
        routes.countRequest(nowMs: nowMs)
        exchange.pointee.startedMs = nowMs
        let code = exchange.pointee.prepare(request)
        if code == CURLE_OK, multi.add(exchange.pointee.easy) {
            exchange.pointee.isAdded = true
            exchange.pointee.task = task
            task.pointee.exchange = exchange
            task.pointee.place = .flying
            if request.silenceMs > 0 { listen(task, untilMs: nowMs &+ request.silenceMs) }
            return false
        }
        exchange.pointee.code = code == CURLE_OK ? CURLE_OUT_OF_MEMORY : code
        work.pointee.receive(exchange, now, record)
        route.pointee.putBack(exchange)
        return true
    }

    /// Lets ``endSilent(_:_:)`` be asked at that time.
    private mutating func listen(_ task: UnsafeMutablePointer<Task>, untilMs: Int64) {
        let deadlineMs = task.pointee.bounds.deadlineMs
        // Without memory for the timer the request waits for its own time-out.
        do throws(OutOfMemory) { try timers.set(task, untilMs < deadlineMs ? untilMs : deadlineMs) } catch {}
    }

    /// The time of a task has come. Returns true if only its request has ended, which ``takeFinished()`` returns.
    @inline(never)
    mutating func endSilent(_ task: UnsafeMutablePointer<Task>, _ nowMs: Int64) -> Bool {
        guard task.pointee.place == .flying, let exchange = task.pointee.exchange,
            nowMs < task.pointee.bounds.deadlineMs
        else { return false }
        if exchange.pointee.endIfSilent() {
            exchange.pointee.next = failed
            failed = exchange
        } else {
            listen(task, untilMs: .max)
        }
        return true
    }

    /// Takes the request back; its connection is closed, unless it carries others as well.
    @inline(never)
    mutating func abort(_ task: UnsafeMutablePointer<Task>) {
        guard let exchange = task.pointee.exchange else { return }
        task.pointee.interrupted = InterruptedTransfer(
            startedMs: exchange.pointee.startedMs, timesSent: exchange.pointee.timesSent)
        unfail(exchange)
        putBack(exchange, task)
    }

    private mutating func putBack(_ exchange: UnsafeMutablePointer<Exchange>, _ task: UnsafeMutablePointer<Task>) {
        takeBack(exchange)
        task.pointee.exchange = nil
        task.pointee.route?.pointee.putBack(exchange)
    }

    private mutating func takeBack(_ exchange: UnsafeMutablePointer<Exchange>) {
        guard exchange.pointee.isAdded else { return }
        exchange.pointee.isAdded = false
        multi.remove(exchange.pointee.easy)
    }

    /// The request is over. The task, if it has ended with it.
    mutating func land<Work: Operation>(
        _ exchange: UnsafeMutablePointer<Exchange>, _: Work.Type, _ record: UnsafeMutablePointer<Work.Record>,
        _ nowMs: Int64
    ) -> UnsafeMutablePointer<Task>? {
        guard let task = exchange.pointee.task else { return nil }
        timers.remove(task)
        task.pointee.place = .nowhere
        Task.work(of: task, as: Work.self).pointee.receive(exchange, Now(ms: nowMs), record)
        putBack(exchange, task)
        return step(task, Work.self, record, hasTurn: false, nowMs) ? task : nil
    }

    mutating func takeFinished() -> UnsafeMutablePointer<Exchange>? {
        guard let exchange = failed else { return multi.nextFinished() }
        failed = exchange.pointee.next
        exchange.pointee.next = nil
        return exchange
    }

    /// libcurl has no memory for something, and does not say for what: everything that is under way has failed.
    @inline(never)
    mutating func failAll() {
        var failed: UnsafeMutablePointer<Exchange>?
        routes.forEachUnderWay {
            $0.pointee.code = CURLE_OUT_OF_MEMORY
            $0.pointee.next = failed
            failed = $0
        }
        // At once: the next request of whoever ends first goes to another handle.
        var link = failed
        while let exchange = link {
            link = exchange.pointee.next
            takeBack(exchange)
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

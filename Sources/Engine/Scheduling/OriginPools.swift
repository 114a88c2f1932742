import Platform

/// All ways that a loop sends requests on, and whose turn it is: within the pace, pools take turns, and on each of
/// them owners do.
struct OriginPools: ~Copyable {
    private let limits: Limits
    private var rateLimiter: RateLimiter
    private var first: UnsafeMutablePointer<OriginPool>?
    /// How many tasks stand in a line.
    private var queuedCount = 0

    init(_ limits: Limits) {
        self.limits = limits
        rateLimiter = limits.rateLimiter
    }

    /// No request may be in flight any more.
    func close() {
        var link = first
        while let pool = link {
            link = pool.pointee.next
            destroy(pool)
        }
    }

    /// Frees the pools of clients that are gone. Returns true if libcurl may keep a secret of one with its connections.
    @inline(never)
    mutating func dropUnused() -> Bool {
        var hasSecret = false
        var previous: UnsafeMutablePointer<OriginPool>?
        var link = first
        while let pool = link {
            link = pool.pointee.next
            guard pool.pointee.isUnused else {
                previous = pool
                continue
            }
            if pool.pointee.hasSecret { hasSecret = true }
            if let previous { previous.pointee.next = link } else { first = link }
            destroy(pool)
        }
        return hasSecret
    }

    /// The way to `destination`, for as long as its client is there.
    mutating func find(_ destination: Destination) throws(ResourceExhausted) -> UnsafeMutablePointer<OriginPool> {
        var link = first
        while let pool = link {
            if pool.pointee.leadsTo(destination) { return pool }
            link = pool.pointee.next
        }
        let most = limits.connections > 0 ? Int(limits.connections) : .max
        let pool = try allocate(OriginPool(destination, mostConnections: most))
        pool.pointee.next = first
        first = pool
        return pool
    }

    // MARK: - Lines

    /// Whether a request may go at once.
    func hasRoom(_ pool: UnsafeMutablePointer<OriginPool>, nowMs: Int64) -> Bool {
        pool.pointee.hasRoom && rateLimiter.nextMs(nowMs: nowMs) <= nowMs
    }

    /// A request goes.
    mutating func countRequest(nowMs: Int64) { rateLimiter.take(nowMs: nowMs) }

    /// Lets the task stand in the line of `owner`.
    mutating func enqueue(
        _ task: UnsafeMutablePointer<LoopTask>, _ pool: UnsafeMutablePointer<OriginPool>,
        _ owner: UnsafeMutableRawPointer
    ) throws(ResourceExhausted) {
        try pool.pointee.queue.append(task, owner)
        queuedCount &+= 1
    }

    /// Takes a task out of its line before its turn.
    mutating func dequeue(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.pool?.pointee.queue.remove(task)
        queuedCount &-= 1
    }

    /// The task whose turn it is, which then stands in no line any more.
    mutating func popNext(nowMs: Int64) -> UnsafeMutablePointer<LoopTask>? {
        guard queuedCount > 0, rateLimiter.nextMs(nowMs: nowMs) <= nowMs else { return nil }
        var link = first
        while let pool = link {
            if pool.pointee.hasRoom, let task = pool.pointee.queue.popFirst() {
                queuedCount &-= 1
                moveToEnd(pool)
                return task
            }
            link = pool.pointee.next
        }
        return nil
    }

    /// When that will be, as far as only the pace holds it back; `.max`: nobody waits for the pace.
    func nextTurnMs(nowMs: Int64) -> Int64 { queuedCount > 0 && hasTurn ? rateLimiter.nextMs(nowMs: nowMs) : .max }

    private var hasTurn: Bool {
        var link = first
        while let pool = link {
            if pool.pointee.hasRoom, !pool.pointee.queue.isEmpty { return true }
            link = pool.pointee.next
        }
        return false
    }

    @inline(never)
    private mutating func moveToEnd(_ pool: UnsafeMutablePointer<OriginPool>) {
        guard let head = first, head != pool || pool.pointee.next != nil else { return }
        var last = head
        var previous: UnsafeMutablePointer<OriginPool>?
        while let next = last.pointee.next {
            if next == pool { previous = last }
            last = next
        }
        if last == pool { return }
        if let previous { previous.pointee.next = pool.pointee.next } else { first = pool.pointee.next }
        last.pointee.next = pool
        pool.pointee.next = nil
    }

    // MARK: -

    func forEachInFlight(_ body: (UnsafeMutablePointer<Transfer>) -> Void) {
        var link = first
        while let pool = link {
            pool.pointee.forEachInFlight(body)
            link = pool.pointee.next
        }
    }
}

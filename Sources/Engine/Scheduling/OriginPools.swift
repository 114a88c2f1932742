import Platform

/// The pools of a loop, and the order in which tasks send. The rate limiter comes first; then pools take turns, and
/// within each pool owners take turns.
struct OriginPools: ~Copyable {
    private let limits: Limits
    private var rateLimiter: RateLimiter
    private var first: UnsafeMutablePointer<OriginPool>?
    /// The number of tasks in the queues of all pools.
    private var queuedCount = 0

    init(_ limits: Limits) {
        self.limits = limits
        rateLimiter = limits.rateLimiter
    }

    /// Frees the pools. No request may be in flight.
    func close() {
        var link = first
        while let pool = link {
            link = pool.pointee.next
            destroy(pool)
        }
    }

    /// Frees the pools of freed clients. Returns true if libcurl may keep a secret of one with its connections.
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

    /// Returns the pool for `destination`, and creates it if necessary.
    mutating func find(_ destination: Destination) throws(ResourceExhausted) -> UnsafeMutablePointer<OriginPool> {
        var link = first
        while let pool = link {
            if pool.pointee.matches(destination) { return pool }
            link = pool.pointee.next
        }
        let most = limits.connections > 0 ? Int(limits.connections) : .max
        let pool = try allocate(OriginPool(destination, mostConnections: most))
        pool.pointee.next = first
        first = pool
        return pool
    }

    // MARK: - Queues

    /// Returns true if a request may be sent at once.
    func hasRoom(_ pool: UnsafeMutablePointer<OriginPool>, nowMs: Int64) -> Bool {
        pool.pointee.hasRoom && rateLimiter.nextMs(nowMs: nowMs) <= nowMs
    }

    /// Counts a request that is being sent, for the rate limit.
    mutating func countRequest(nowMs: Int64) { rateLimiter.take(nowMs: nowMs) }

    /// Adds the task to the queue of `owner`.
    mutating func enqueue(
        _ task: UnsafeMutablePointer<LoopTask>, _ pool: UnsafeMutablePointer<OriginPool>,
        _ owner: UnsafeMutableRawPointer
    ) throws(ResourceExhausted) {
        try pool.pointee.queue.append(task, owner)
        queuedCount &+= 1
    }

    /// Removes a task from its queue before its turn.
    mutating func dequeue(_ task: UnsafeMutablePointer<LoopTask>) {
        task.pointee.pool?.pointee.queue.remove(task)
        queuedCount &-= 1
    }

    /// Removes and returns the next task that may send now.
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

    /// Returns when the rate limiter admits the next task; `.max` if no task waits for it.
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

    func forEachInFlight(_ body: (UnsafeMutablePointer<Transfer>) -> Void) {
        var link = first
        while let pool = link {
            pool.pointee.forEachInFlight(body)
            link = pool.pointee.next
        }
    }
}

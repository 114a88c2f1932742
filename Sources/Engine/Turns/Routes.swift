import Platform

/// All ways that a loop sends requests on, and whose turn it is: within the pace, routes take turns, and on each of
/// them owners do.
struct Routes: ~Copyable {
    private let limits: Limits
    private var pace: Pace
    private var first: UnsafeMutablePointer<Route>?
    /// How many tasks stand in a line.
    private var inLine = 0

    init(_ limits: Limits) {
        self.limits = limits
        pace = limits.pace
    }

    /// No request may be under way any more.
    func close() {
        var link = first
        while let route = link {
            link = route.pointee.next
            destroy(route)
        }
    }

    /// Frees the routes of clients that are gone. Returns true if libcurl may keep a secret of one with its connections.
    @inline(never)
    mutating func dropUnused() -> Bool {
        var hasSecret = false
        var previous: UnsafeMutablePointer<Route>?
        var link = first
        while let route = link {
            link = route.pointee.next
            guard route.pointee.isUnused else {
                previous = route
                continue
            }
            if route.pointee.hasSecret { hasSecret = true }
            if let previous { previous.pointee.next = link } else { first = link }
            destroy(route)
        }
        return hasSecret
    }

    /// The way to `destination`, for as long as its client is there.
    mutating func find(_ destination: Destination) throws(OutOfMemory) -> UnsafeMutablePointer<Route> {
        var link = first
        while let route = link {
            if route.pointee.leadsTo(destination) { return route }
            link = route.pointee.next
        }
        let most = limits.connections > 0 ? Int(limits.connections) : .max
        let route = try allocate(Route(destination, mostConnections: most))
        route.pointee.next = first
        first = route
        return route
    }

    // MARK: - Lines

    /// Whether a request may go at once.
    func isFree(_ route: UnsafeMutablePointer<Route>, nowMs: Int64) -> Bool {
        route.pointee.hasRoom && pace.nextMs(nowMs: nowMs) <= nowMs
    }

    /// A request goes.
    mutating func countRequest(nowMs: Int64) { pace.take(nowMs: nowMs) }

    /// Lets the task stand in the line of `owner`.
    mutating func lineUp(
        _ task: UnsafeMutablePointer<Task>, _ route: UnsafeMutablePointer<Route>, _ owner: UnsafeMutableRawPointer
    ) throws(OutOfMemory) {
        try route.pointee.lines.append(task, owner)
        inLine &+= 1
    }

    /// Takes a task out of its line before its turn.
    mutating func leaveLine(_ task: UnsafeMutablePointer<Task>) {
        task.pointee.route?.pointee.lines.remove(task)
        inLine &-= 1
    }

    /// The task whose turn it is, which then stands in no line any more.
    mutating func popNext(nowMs: Int64) -> UnsafeMutablePointer<Task>? {
        guard inLine > 0, pace.nextMs(nowMs: nowMs) <= nowMs else { return nil }
        var link = first
        while let route = link {
            if route.pointee.hasRoom, let task = route.pointee.lines.popFirst() {
                inLine &-= 1
                moveToEnd(route)
                return task
            }
            link = route.pointee.next
        }
        return nil
    }

    /// When that will be, as far as only the pace holds it back; `.max`: nobody waits for the pace.
    func nextTurnMs(nowMs: Int64) -> Int64 { inLine > 0 && hasTurn ? pace.nextMs(nowMs: nowMs) : .max }

    private var hasTurn: Bool {
        var link = first
        while let route = link {
            if route.pointee.hasRoom, !route.pointee.lines.isEmpty { return true }
            link = route.pointee.next
        }
        return false
    }

    @inline(never)
    private mutating func moveToEnd(_ route: UnsafeMutablePointer<Route>) {
        guard let head = first, head != route || route.pointee.next != nil else { return }
        var last = head
        var previous: UnsafeMutablePointer<Route>?
        while let next = last.pointee.next {
            if next == route { previous = last }
            last = next
        }
        if last == route { return }
        if let previous { previous.pointee.next = route.pointee.next } else { first = route.pointee.next }
        last.pointee.next = route
        route.pointee.next = nil
    }

    // MARK: -

    func forEachUnderWay(_ body: (UnsafeMutablePointer<Exchange>) -> Void) {
        var link = first
        while let route = link {
            route.pointee.forEachUnderWay(body)
            link = route.pointee.next
        }
    }
}

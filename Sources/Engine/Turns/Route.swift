import CPlatform
import Platform

/// One origin with one set of connection settings: its exchanges, and the tasks that wait for one.
public struct Route: ~Copyable {
    private let origin: ByteBuffer
    private let settings: UnsafeMutablePointer<ConnectionSettings>
    /// The limit for HTTP/1.1, where each connection carries one request.
    private let mostConnections: Int
    /// The limit of concurrent requests for HTTP/2. A refusal lowers it to what the server accepted; it grows by one
    /// each time that so many requests were answered.
    private var mostRequests = Self.mostRequestsEver
    private static var mostRequestsEver: Int { 100 }
    private var answered = 0

    private var exchanges: UnsafeMutablePointer<Exchange>?
    private var idle: UnsafeMutablePointer<Exchange>?
    private var underWay = 0
    private var isMultiplexed = false
    var lines: Lines
    var next: UnsafeMutablePointer<Route>?

    init(_ destination: Destination, mostConnections: Int) throws(OutOfMemory) {
        var origin = ByteBuffer()
        try origin.append(destination.origin)
        let lines = try Lines()
        destination.settings.pointee.retain()
        settings = destination.settings
        self.origin = origin
        self.lines = lines
        self.mostConnections = mostConnections
    }

    /// Frees the exchanges. None of them may have a request.
    deinit {
        var link = exchanges?.pointee.sibling
        exchanges?.pointee.sibling = nil
        while let exchange = link {
            link = exchange.pointee.sibling
            destroy(exchange)
        }
        ConnectionSettings.release(settings)
    }

    func leadsTo(_ destination: Destination) -> Bool {
        origin.bytes == destination.origin
            && (settings == destination.settings || settings.pointee.isEqual(destination.settings))
    }

    /// True if all clients with these settings are freed, and no request uses the route or waits for it.
    var isUnused: Bool { underWay == 0 && lines.isEmpty && settings.pointee.isUnused }

    var hasSecret: Bool { !settings.pointee.text(.secret).isEmpty }

    var hasRoom: Bool { underWay < (isMultiplexed ? mostRequests : mostConnections) }

    /// Returns an exchange for one request; ``putBack(_:)`` returns it.
    mutating func take(_ multi: borrowing Multi) throws(OutOfMemory) -> UnsafeMutablePointer<Exchange> {
        if idle == nil { idle = try makeExchange(multi) }
        guard let exchange = idle else { throw OutOfMemory() }
        idle = exchange.pointee.next
        exchange.pointee.next = nil
        underWay &+= 1
        return exchange
    }

    private mutating func makeExchange(_ multi: borrowing Multi) throws(OutOfMemory) -> UnsafeMutablePointer<Exchange> {
        let exchange = try allocate(Exchange())
        // The address has been checked: it begins with one of two schemes, in small letters.
        let isSecure = origin.bytes.hasPrefix("https:")
        do throws(OutOfMemory) {
            try exchange.pointee.configure(settings, multi, isSecure: isSecure, context: exchange)
        } catch {
            destroy(exchange)
            throw error
        }
        exchange.pointee.sibling = exchanges?.pointee.sibling ?? exchange
        if let exchanges { exchanges.pointee.sibling = exchange } else { exchanges = exchange }
        return exchange
    }

    mutating func putBack(_ exchange: UnsafeMutablePointer<Exchange>) {
        if exchange.pointee.httpStatus != 0 {
            isMultiplexed = exchange.pointee.wasMultiplexed
            if isMultiplexed { noteAnswer(exchange) }
        }
        if exchange.pointee.loss == .refused { noteRefusal() }
        // An answer may hold a token: do not keep it until the next call.
        exchange.pointee.block.removeAll()
        exchange.pointee.task = nil
        exchange.pointee.next = idle
        idle = exchange
        underWay &-= 1
    }

    @inline(never)
    private mutating func noteAnswer(_ exchange: UnsafeMutablePointer<Exchange>) {
        exchange.pointee.markMultiplexed()
        answered &+= 1
        guard answered >= mostRequests, mostRequests < Self.mostRequestsEver else { return }
        answered = 0
        mostRequests &+= 1
    }

    /// Lowers the limit. A refused request counts as an attempt, so the same number at once could exhaust its attempts.
    @inline(never)
    private mutating func noteRefusal() {
        let taken = underWay &- 1
        if taken < mostRequests { mostRequests = taken > 1 ? taken : 1 }
        answered = 0
    }

    /// Calls `body` for each exchange that has a request.
    func forEachUnderWay(_ body: (UnsafeMutablePointer<Exchange>) -> Void) {
        guard let first = exchanges else { return }
        var exchange = first
        repeat {
            let next = exchange.pointee.sibling ?? first
            if exchange.pointee.task != nil { body(exchange) }
            exchange = next
        } while exchange != first
    }
}

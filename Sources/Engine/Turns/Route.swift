import CPlatform
import Platform

/// The way to one origin: the exchanges that are used for it, and the tasks that wait for one.
public struct Route: ~Copyable {
    private let origin: ByteBuffer
    private let settings: UnsafeMutablePointer<ConnectionSettings>
    /// Of HTTP/1.1, of which each carries one request.
    private let mostConnections: Int
    /// What is sent at once where connections carry many: as many as the server took when it last refused some, and
    /// then one more each time that so many were answered.
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

    /// No exchange may be under way any more.
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

    /// Whether the client is gone for which it was made, and nobody else uses it now.
    var isUnused: Bool { underWay == 0 && lines.isEmpty && settings.pointee.isUnused }

    var hasSecret: Bool { !settings.pointee.text(.secret).isEmpty }

    var hasRoom: Bool { underWay < (isMultiplexed ? mostRequests : mostConnections) }

    /// An exchange for one request; ``putBack(_:)`` ends its use.
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
        // An answer may hold a token; it must not stay until the next call.
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

    /// A refused request counts as an attempt, so a server that refuses many at once must not get as many again.
    @inline(never)
    private mutating func noteRefusal() {
        let taken = underWay &- 1
        if taken < mostRequests { mostRequests = taken > 1 ? taken : 1 }
        answered = 0
    }

    /// Every exchange that is under way.
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

import CPlatform
import Platform

/// The way to one origin: the exchanges that are used for it, and the tasks that wait for one.
public struct Route: ~Copyable {
    private let origin: ByteBuffer
    private let settings: UnsafeMutablePointer<ConnectionSettings>
    /// Of HTTP/1.1, of which each carries one request.
    private let mostConnections: Int
    /// What is sent at once where connections carry many.
    private static var mostRequests: Int { 100 }

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
        var link = exchanges
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

    var hasRoom: Bool { underWay < (isMultiplexed ? Self.mostRequests : mostConnections) }

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
        guard exchange.pointee.configure(settings, multi, isSecure: isSecure, context: exchange) == CURLE_OK else {
            destroy(exchange)
            throw OutOfMemory()
        }
        exchange.pointee.sibling = exchanges
        exchanges = exchange
        return exchange
    }

    mutating func putBack(_ exchange: UnsafeMutablePointer<Exchange>) {
        if exchange.pointee.httpStatus != 0 { isMultiplexed = exchange.pointee.wasMultiplexed }
        // An answer may hold a token; it must not stay until the next call.
        exchange.pointee.block.removeAll()
        exchange.pointee.task = nil
        exchange.pointee.next = idle
        idle = exchange
        underWay &-= 1
    }

    /// Every exchange that is under way.
    func forEachUnderWay(_ body: (UnsafeMutablePointer<Exchange>) -> Void) {
        var exchange = exchanges
        while let current = exchange {
            exchange = current.pointee.sibling
            if current.pointee.task != nil { body(current) }
        }
    }
}

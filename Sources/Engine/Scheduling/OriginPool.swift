import CPlatform
import Platform

/// The transfers to one origin with one set of connection settings, and the tasks that wait for a transfer.
public struct OriginPool: ~Copyable {
    private let origin: ByteBuffer
    private let settings: UnsafeMutablePointer<ConnectionSettings>
    /// The limit for HTTP/1.1, where each connection carries one request.
    private let mostConnections: Int
    /// The limit of concurrent requests for HTTP/2. A refusal lowers it to what the server accepted; it grows by one
    /// each time that so many requests were answered.
    private var mostRequests = Self.mostRequestsEver
    private static var mostRequestsEver: Int { 100 }
    private var answered = 0

    private var transfers: UnsafeMutablePointer<Transfer>?
    private var idle: UnsafeMutablePointer<Transfer>?
    private var inFlightCount = 0
    private var isMultiplexed = false
    var queue: FairQueue
    var next: UnsafeMutablePointer<OriginPool>?

    init(_ destination: Destination, mostConnections: Int) throws(ResourceExhausted) {
        var origin = ByteBuffer()
        try origin.append(destination.origin)
        let queue = try FairQueue()
        destination.settings.pointee.retain()
        settings = destination.settings
        self.origin = origin
        self.queue = queue
        self.mostConnections = mostConnections
    }

    /// Frees the transfers. None of them may have a request.
    deinit {
        var link = transfers?.pointee.sibling
        transfers?.pointee.sibling = nil
        while let transfer = link {
            link = transfer.pointee.sibling
            destroy(transfer)
        }
        ConnectionSettings.release(settings)
    }

    func matches(_ destination: Destination) -> Bool {
        origin.bytes == destination.origin
            && (settings == destination.settings || settings.pointee.isEqual(destination.settings))
    }

    /// True if all clients with these settings are freed, and no request uses the pool or waits for it.
    var isUnused: Bool { inFlightCount == 0 && queue.isEmpty && settings.pointee.isUnused }

    var hasSecret: Bool { !settings.pointee.text(.secret).isEmpty }

    var hasRoom: Bool { inFlightCount < (isMultiplexed ? mostRequests : mostConnections) }

    /// Returns a transfer for one request. ``release(_:)`` returns it to the pool.
    mutating func take(_ multi: borrowing MultiHandle) throws(ResourceExhausted) -> UnsafeMutablePointer<Transfer> {
        if idle == nil { idle = try makeTransfer(multi) }
        guard let transfer = idle else { throw ResourceExhausted() }
        idle = transfer.pointee.next
        transfer.pointee.next = nil
        inFlightCount &+= 1
        return transfer
    }

    private mutating func makeTransfer(_ multi: borrowing MultiHandle) throws(ResourceExhausted)
        -> UnsafeMutablePointer<Transfer>
    {
        let transfer = try allocate(Transfer())
        // The address was checked before: it begins with one of two schemes, in lower case.
        let isSecure = origin.bytes.hasPrefix("https:")
        do throws(ResourceExhausted) {
            try transfer.pointee.configure(settings, multi, isSecure: isSecure, context: transfer)
        } catch {
            destroy(transfer)
            throw error
        }
        transfer.pointee.sibling = transfers?.pointee.sibling ?? transfer
        if let transfers { transfers.pointee.sibling = transfer } else { transfers = transfer }
        return transfer
    }

    mutating func release(_ transfer: UnsafeMutablePointer<Transfer>) {
        if transfer.pointee.httpStatus != 0 {
            isMultiplexed = transfer.pointee.wasMultiplexed
            if isMultiplexed { noteResponse(transfer) }
        }
        if transfer.pointee.loss == .refused { noteRefusal() }
        // A response may contain a token: do not keep it until the next call.
        transfer.pointee.block.removeAll()
        transfer.pointee.owner = nil
        transfer.pointee.next = idle
        idle = transfer
        inFlightCount &-= 1
    }

    @inline(never)
    private mutating func noteResponse(_ transfer: UnsafeMutablePointer<Transfer>) {
        transfer.pointee.markMultiplexed()
        answered &+= 1
        guard answered >= mostRequests, mostRequests < Self.mostRequestsEver else { return }
        answered = 0
        mostRequests &+= 1
    }

    /// Lowers the limit. A refused request counts as an attempt, so sending the same number at once again could use up
    /// its attempts.
    @inline(never)
    private mutating func noteRefusal() {
        let taken = inFlightCount &- 1
        if taken < mostRequests { mostRequests = taken > 1 ? taken : 1 }
        answered = 0
    }

    /// Calls `body` for each transfer that has a request.
    func forEachInFlight(_ body: (UnsafeMutablePointer<Transfer>) -> Void) {
        guard let first = transfers else { return }
        var transfer = first
        repeat {
            let next = transfer.pointee.sibling ?? first
            if transfer.pointee.owner != nil { body(transfer) }
            transfer = next
        } while transfer != first
    }
}

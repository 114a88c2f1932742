import CPlatform
import Platform

/// A libcurl multi handle with its connections, and one exchange on it: what a thread needs for a call.
public struct Lane: ~Copyable {
    private let multi: UnsafeMutableRawPointer
    private let owned: Owned<Exchange>
    /// The connection that is kept for the next request; -1: none.
    private var socket: Int32 = -1
    /// The next idle lane of the pool.
    var next: UnsafeMutablePointer<Lane>?

    init(_ settings: borrowing ConnectionSettings) throws(OutOfMemory) {
        let owned = try Owned(Exchange())
        guard owned.pointer.pointee.configure(settings, context: owned.pointer) == CURLE_OK,
            let multi = curl_multi_init()
        else { throw OutOfMemory() }
        self.owned = owned
        self.multi = multi
    }

    deinit { curl_multi_cleanup(multi) }

    /// Whether the server has closed the kept connection. libcurl 7.88 does not see it where TLS has said good-bye,
    /// sends, and would send again; a request that must not be sent twice then fails for nothing.
    var isClosedByServer: Bool { socket >= 0 && cplatform_peer_has_closed(socket) }

    package var exchange: UnsafeMutablePointer<Exchange> { owned.pointer }

    /// Sends `request` and waits for its answer on this thread. How it ended stands in the exchange, unless an
    /// interruption is returned: then the connection is closed, and the lane as good as before.
    package mutating func perform(_ request: Request, _ bounds: Bounds) -> Interruption? {
        let easy = exchange.pointee.easy
        let code = exchange.pointee.prepare(request)
        guard code == CURLE_OK else {
            exchange.pointee.result = code
            return nil
        }
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
            exchange.pointee.result = CURLE_OUT_OF_MEMORY
            return nil
        }
        defer {
            // Only now does libcurl still tell which connection the transfer had.
            socket = cplatform_active_socket(easy)
            curl_multi_remove_handle(multi, easy)
        }
        while true {
            switch cplatform_perform(multi, &exchange.pointee.result) {
            case 0: break
            case 1: return nil
            default:
                exchange.pointee.result = CURLE_OUT_OF_MEMORY
                return nil
            }
            let nowMs = Clock.nowMs()
            if let interruption = bounds.interruption(nowMs: nowMs) { return interruption }
            let code = cplatform_poll(multi, bounds.event, bounds.waitMs(nowMs: nowMs, untilMs: .max))
            guard code == CURLM_OK else {
                exchange.pointee.result = CURLE_OUT_OF_MEMORY
                return nil
            }
        }
    }
}

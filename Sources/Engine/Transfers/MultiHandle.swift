import CPlatform
import Platform

/// libcurl's multi handle: the transfers in flight, and the sockets and the timer that they wait for.
public struct MultiHandle: ~Copyable {
    /// State that libcurl's callbacks change during a call. It has a fixed address, which the callbacks receive.
    struct Watched: ~Copyable {
        var poller: Poller
        var sockets: IdleConnections
        /// When libcurl must be called even if no socket is ready.
        var timerAtMs = Int64.max
        /// True if waiting for a socket failed: its transfer would never end.
        var isBroken = false
        /// The most bytes received by a connection that was closed since ended transfers were last read.
        var mostReceivedBytes: UInt64 = 0

        mutating func noteClosing(_ socket: Int32) {
            sockets.remove(socket)
            let received = cplatform_socket_bytes_received(socket)
            if received > mostReceivedBytes { mostReceivedBytes = received }
        }

        mutating func watch(_ socket: Int32, _ events: Int32) {
            // NONE and REMOVE have no bit of READABLE or WRITABLE.
            let wanted = events & (CURL_POLL_IN | CURL_POLL_OUT)
            sockets.mark(socket, isBusy: wanted != 0)
            if wanted == 0 {
                poller.remove(socket)
            } else if !poller.set(socket, wanted) {
                isBroken = true
            }
        }
    }

    private var handle: UnsafeMutableRawPointer
    private let owned: Owned<Watched>
    private let mostConnections: Int32
    private var inFlightCount = 0
    /// True if libcurl ran out of memory, or if a connection holds a secret of a freed client.
    private var isDamaged = false

    /// - Parameter mostConnections: the most connections to one host; 0: no limit.
    init(hasDescriptor: Bool, mostConnections: Int32) throws(ResourceExhausted) {
        let owned = try Owned(Watched(poller: Poller(hasDescriptor: hasDescriptor), sockets: IdleConnections()))
        handle = try Self.makeHandle(owned.pointer, mostConnections)
        self.owned = owned
        self.mostConnections = mostConnections
    }

    private static func makeHandle(
        _ watched: UnsafeMutablePointer<Watched>, _ mostConnections: Int32
    ) throws(ResourceExhausted) -> UnsafeMutableRawPointer {
        guard let handle = cplatform_multi_open() else { throw ResourceExhausted() }
        let code = cplatform_multi_callbacks(
            handle,
            { _, socket, what, context, _ in
                context?.assumingMemoryBound(to: Watched.self).pointee.watch(socket, what)
                return 0
            },
            { _, timeoutMs, context in
                let atMs = timeoutMs < 0 ? Int64.max : Clock.nowMs() &+ Int64(timeoutMs)
                context?.assumingMemoryBound(to: Watched.self).pointee.timerAtMs = atMs
                return 0
            }, watched)
        // These options only store a number, so they cannot fail.
        if mostConnections > 0 {
            _ = cplatform_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, Int(mostConnections))
            // Without this, libcurl closes idle connections as soon as few transfers are left.
            _ = cplatform_multi_set_long(handle, CURLMOPT_MAXCONNECTS, Int(mostConnections &* 4))
        }
        guard code == CURLM_OK else {
            curl_multi_cleanup(handle)
            throw ResourceExhausted()
        }
        return handle
    }

    deinit { curl_multi_cleanup(handle) }

    var watched: UnsafeMutablePointer<Watched> { owned.pointer }

    var descriptor: Int32 { watched.pointee.poller.epoll }

    var timerAtMs: Int64 { watched.pointee.timerAtMs }

    /// Makes `easy` open and close its sockets through this handle.
    func adopt(_ easy: UnsafeMutableRawPointer) -> CURLcode {
        cplatform_set_socket_functions(
            easy,
            { context, purpose, address in
                guard let address else { return CURL_SOCKET_BAD }
                let socket = cplatform_socket_open(address)
                if socket >= 0 {
                    context?.assumingMemoryBound(to: Watched.self).pointee.sockets.insert(socket)
                }
                return socket
            },
            { context, socket in
                context?.assumingMemoryBound(to: Watched.self).pointee.noteClosing(socket)
                cplatform_close(socket)
                return 0
            }, watched)
    }

    /// Replaces a handle that ran out of memory, as soon as no transfer is in flight. libcurl 7.88 leaves the entry of
    /// a socket half removed in that case, finds it again when the next socket has the same number, and divides by
    /// zero. It also keeps connections that never complete, and lets transfers wait for them.
    mutating func repair() throws(ResourceExhausted) {
        guard isDamaged, inFlightCount == 0 else { return }
        let fresh = try Self.makeHandle(watched, mostConnections)
        curl_multi_cleanup(handle)
        handle = fresh
        watched.pointee.timerAtMs = .max
        isDamaged = false
    }

    /// Closes idle connections, as soon as no transfer is in flight.
    mutating func closeIdle() {
        isDamaged = true
        // If memory is short, repair() is called again before the next request.
        do throws(ResourceExhausted) { try repair() } catch {}
    }

    mutating func add(_ easy: UnsafeMutableRawPointer) -> Bool {
        guard curl_multi_add_handle(handle, easy) == CURLM_OK else { return false }
        inFlightCount &+= 1
        return true
    }

    /// - Parameter easy: a handle that was added.
    mutating func remove(_ easy: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(handle, easy)
        inFlightCount &-= 1
    }

    /// Passes an event to libcurl. Returns false if libcurl has run out of memory, which may concern any transfer.
    mutating func handle(_ ready: cplatform_ready) -> Bool {
        if ready.events & CURL_CSELECT_IN != 0 { watched.pointee.sockets.noteInput(ready.descriptor) }
        return act(ready.descriptor, ready.events)
    }

    mutating func handleTimer() -> Bool {
        watched.pointee.timerAtMs = .max
        return act(CURL_SOCKET_TIMEOUT, 0)
    }

    private mutating func act(_ socket: Int32, _ events: Int32) -> Bool {
        var running: Int32 = 0
        let code = curl_multi_socket_action(handle, socket, events, &running)
        let isWell = code == CURLM_OK && !watched.pointee.isBroken
        watched.pointee.isBroken = false
        if !isWell { isDamaged = true }
        return isWell
    }

    /// Removes and returns a transfer that has ended, with its result.
    mutating func nextFinished() -> UnsafeMutablePointer<Transfer>? {
        var result = CURLE_OK
        while let context = cplatform_next_finished(handle, &result) {
            let transfer = context.assumingMemoryBound(to: Transfer.self)
            // libcurl before 8.6 reports the same code for a header line that exceeds its limit of 100 KiB. In that
            // case, at least so many bytes have arrived.
            let isLongLine = result == CURLE_OUT_OF_MEMORY && watched.pointee.mostReceivedBytes > 100 << 10
            if transfer.pointee.finish(isLongLine ? .tooLarge : result) || !addAgain(transfer) {
                if transfer.pointee.code == CURLE_OUT_OF_MEMORY { isDamaged = true }
                return transfer
            }
        }
        watched.pointee.mostReceivedBytes = 0
        return nil
    }

    @inline(never)
    private mutating func addAgain(_ transfer: UnsafeMutablePointer<Transfer>) -> Bool {
        remove(transfer.pointee.easy)
        if add(transfer.pointee.easy) { return true }
        transfer.pointee.isAdded = false
        transfer.pointee.code = CURLE_OUT_OF_MEMORY
        return false
    }

    // MARK: - Other descriptors than libcurl's

    func watch(_ event: Int32) -> Bool { watched.pointee.poller.set(event, CURL_POLL_IN) }

    func unwatch(_ event: Int32) { watched.pointee.poller.remove(event) }

    func wait(timeoutMs: Int32) -> Int32 { watched.pointee.poller.wait(timeoutMs: timeoutMs) }

    func ready(_ index: Int32) -> cplatform_ready { watched.pointee.poller.ready(index) }
}

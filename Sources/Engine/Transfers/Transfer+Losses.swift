import CPlatform
import Platform

/// Detection of lost requests, and of losses after which the operation can repeat the request at once.
extension Transfer {
    /// Returns true if the request may be sent on the connection that libcurl has chosen. libcurl calls this each time
    /// before it sends.
    ///
    /// - Parameter port: the local port of that connection.
    mutating func allowSending(port: Int32) -> Bool {
        if timesSent > 0 { return allowRepeating() }
        self.port = port
        connection = watched?.pointee.sockets.choose(port: port, easy) ?? connection
        guard connection.isStale else {
            timesSent = 1
            return true
        }
        loss = .stale
        // Closes the connection.
        _ = cplatform_set_long(easy, CURLOPT_FORBID_REUSE, 1)
        return false
    }

    /// Returns true if libcurl itself may send the request again. In general only the operation repeats a request: it
    /// counts attempts, and knows which requests may be sent twice.
    private mutating func allowRepeating() -> Bool {
        guard repeatsOnlyRefused else { return false }
        // libcurl sets no error text for a refusal. It does when the server asks for HTTP/1.1, and only libcurl can
        // change the protocol.
        guard errorText.pointee == 0 else {
            timesSent &+= 1
            return isIdempotent
        }
        loss = .refused
        timesSent = 0
        return false
    }

    /// Stores libcurl's result for the transfer. Returns false if nothing was sent because the connection was stale;
    /// libcurl has closed it, and the caller adds the transfer again.
    mutating func finish(_ result: CURLcode) -> Bool {
        // libcurl also reports success if the connection ended within the head.
        let isCut = result == CURLE_OK && !(head.isComplete && httpStatus >= 200)
        code = isCut ? CURLE_PARTIAL_FILE : result
        if isUnprocessed, httpStatus == 0 {
            loss = .refused
            timesSent = 0
        }
        switch loss {
        case .stale:
            _ = cplatform_set_long(easy, CURLOPT_FORBID_REUSE, 0)
            code = CURLE_SEND_ERROR
            staleCount &+= 1
            if staleCount == .max { return true }
            loss = nil
            errorText.pointee = 0
            return false
        case .refused: code = CURLE_HTTP2_STREAM
        case .closed, .silent, nil:
            // libcurl 7.88 keeps the connection. OpenSSL cannot write to it again, even if only memory was short.
            if result == CURLE_SEND_ERROR { watched?.pointee.sockets.markBroken(port: port) }
            if httpStatus == 0 {
                if connection.isKept, Self.isLoss(code) { loss = .closed }
            } else if result != CURLE_OK {
                repeatsOnlyRefused = false
            }
        }
        return true
    }

    private static func isLoss(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2: true
        default: false
        }
    }

    /// Reads a line of libcurl's debug output: the stream ID of the request, or a GOAWAY with the last stream that the
    /// server processes. libcurl reports a GOAWAY on any one of the transfers of the connection.
    static func takeNote(_ text: Bytes, _ transfer: UnsafeMutablePointer<Transfer>) {
        if text.hasPrefix("Using Stream ID: "), let stream = number(after: "Using Stream ID: ", text) {
            transfer.pointee.stream = stream
        } else if text.hasPrefix("recveived GOAWAY"), let last = number(after: "last_stream=", text) {
            var other = transfer
            repeat {
                if other.pointee.port == transfer.pointee.port, other.pointee.stream > last {
                    other.pointee.isUnprocessed = true
                }
                other = other.pointee.sibling ?? transfer
            } while other != transfer
        }
    }

    private static func number(after name: Literal, _ text: Bytes) -> Int64? {
        guard let start = text.firstRange(of: name.bytes) else { return nil }
        var number: Int64 = 0
        // libcurl's numbers have 32 bits; others would wrap.
        _ = text.dropFirst(start &+ name.bytes.count).allSatisfy { byte in
            guard byte.isDigit else { return false }
            number = number &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
            return true
        }
        return number
    }

    /// Ends the request if its connection was kept from an earlier request and has given no byte since this one was
    /// sent. Returns true if it has ended the request.
    mutating func endIfSilent() -> Bool {
        guard timesSent > 0, connection.isKept, watched?.pointee.sockets.inputs(port: port) == connection.inputs else {
            return false
        }
        loss = .silent
        code = CURLE_OPERATION_TIMEDOUT
        return true
    }

    func markMultiplexed() { watched?.pointee.sockets.markMultiplexed(port: port) }

    /// Marks the response as truncated if only the end of the connection ended its body. The caller has found that the
    /// body is incomplete. Returns true if it is marked.
    package mutating func markTruncated() -> Bool {
        guard head.endsWithConnection, !wasMultiplexed else { return false }
        code = CURLE_PARTIAL_FILE
        return true
    }
}

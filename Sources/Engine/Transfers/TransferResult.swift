package import Platform

/// How a transfer ended.
package enum TransferResult: Equatable {
    /// The response is complete: it has a status, its headers and its whole body.
    case response
    case failed(TransferFault)
}

/// Why a transfer has no complete response.
package enum TransferFault {
    case resolve
    case connect
    case tls
    /// The file of certificate authorities cannot be used.
    case authorities
    /// The attempt took longer than its time-out.
    case timeout
    /// The connection was closed or reset.
    case connectionLost
    /// The connection ended before the response was complete.
    case truncated
    /// The response breaks HTTP's rules.
    case malformed
    /// A compressed body continues after its end.
    case trailingData
    case bodyTooLarge
    case headTooLarge
    /// Two headers about the length of the body contradict each other.
    case ambiguousLength
    case outOfMemory
    /// The library asked libcurl for something that libcurl cannot do.
    case misuse
}

/// The part of an ended transfer that an operation reads. A protocol, so that tests can answer requests without
/// libcurl.
package protocol FinishedTransfer: ~Copyable {
    var result: TransferResult { get }

    /// The status of the response, even if the response is incomplete; 0 if none was received.
    var httpStatus: Int32 { get }

    /// The value of a header. The view is valid until the transfer is used again.
    func header(_ name: Literal) -> Bytes?

    /// The body of the response, which the operation may take.
    var block: Block { get set }

    /// When the request was started, by ``Clock``.
    var startedMs: Int64 { get }

    /// How many times the request was handed to a connection, without those that the server declared unprocessed.
    var timesSent: Int { get }

    /// How the request was lost, if it can be repeated at once.
    var loss: TransferLoss? { get }

    /// libcurl's own code, for the error record; 0 if it reported no error.
    var curlCode: Int32 { get }

    /// libcurl's description of the failure, in English. It never contains text from the address of a proxy.
    var failureText: Bytes { get }

    /// Returns true if the failure may be on the way to the proxy or through it.
    var isBehindProxy: Bool { get }

    /// The option or environment variable that names the proxy; empty if there is no proxy.
    var proxyName: Bytes { get }

    /// The option or environment variable that names the certificate authorities; empty: the system's are used.
    var authoritiesName: Bytes { get }

    /// The status with which a proxy refused the connection; 0 if none did.
    var proxyStatus: Int32 { get }

    /// Returns true if a SOCKS proxy refused the user or the connection.
    var isRefusedBySOCKS: Bool { get }

    /// Marks a response as truncated if only the end of the connection ended its body. Returns true if it did.
    mutating func markTruncated() -> Bool
}

/// How a request was lost that may be repeated at once.
package enum TransferLoss {
    /// Its reused connection was closed, or had unread input: nothing was sent.
    case stale
    /// The server declared it unprocessed: REFUSED_STREAM, or a GOAWAY for an earlier stream.
    case refused
    /// The request was sent on a reused connection, which ended without a byte of a response.
    case closed
    /// Its reused connection received no byte for longer than ``Request/silenceMs``.
    case silent
}

/// A transfer that was interrupted before it ended.
package struct InterruptedTransfer {
    package let startedMs: Int64
    /// See ``FinishedTransfer/timesSent``.
    package let timesSent: Int

    package init(startedMs: Int64, timesSent: Int) {
        self.startedMs = startedMs
        self.timesSent = timesSent
    }
}

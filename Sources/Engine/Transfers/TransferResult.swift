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
    /// The attempt's time-out.
    case timeout
    /// The connection ended, or broke.
    case connectionLost
    /// The connection ended before the response was complete.
    case truncated
    /// The response breaks HTTP's rules.
    case malformed
    /// A compressed body continues after its end.
    case trailingData
    case bodyTooLarge
    case headTooLarge
    /// Two statements about the length of the body contradict each other.
    case ambiguousLength
    case outOfMemory
    /// This side asked libcurl for something that it cannot do.
    case misuse
}

/// What an operation reads of a transfer that has ended. A protocol, so that tests can answer requests without libcurl.
package protocol FinishedTransfer: ~Copyable {
    var result: TransferResult { get }

    /// The status of the response, also of one that is not complete; 0 if none was received.
    var httpStatus: Int32 { get }

    /// The value of a header. The view is valid until the transfer is used again.
    func header(_ name: Literal) -> Bytes?

    /// The body of the response, which the operation may take.
    var block: Block { get set }

    /// When the request was started, by ``Clock``.
    var startedMs: Int64 { get }

    /// How many times the request was handed to a connection, without those that the server declared unprocessed.
    var timesSent: Int { get }

    /// Why the request can be repeated at once, if it can.
    var loss: TransferLoss? { get }

    /// libcurl's own code, for the error record; 0 if it reported no error.
    var curlCode: Int32 { get }

    /// What libcurl says about the failure, in English. It never contains text from the address of a proxy.
    var failureText: Bytes { get }

    /// Returns true if the failure may be one of the way to the proxy, or through it.
    var isBehindProxy: Bool { get }

    /// The option or the variable that names the proxy; empty: there is none.
    var proxyName: Bytes { get }

    /// The option or the variable that names the certificate authorities; empty: they are the system's.
    var authoritiesName: Bytes { get }

    /// The status by which a proxy refused the connection; 0 if none did.
    var proxyStatus: Int32 { get }

    /// Returns true if a SOCKS proxy refused the user, or the connection.
    var isRefusedBySOCKS: Bool { get }

    /// Marks a response as truncated if only the end of the connection ended its body. Returns true if it did.
    mutating func loseUnfinished() -> Bool
}

/// How a request was lost that may be repeated at once.
package enum TransferLoss {
    /// Its kept connection was closed, or had unread input: nothing was sent.
    case stale
    /// The server declared it unprocessed: REFUSED_STREAM, or a GOAWAY for an earlier stream.
    case refused
    /// Its kept connection, on which it was sent, ended without a byte of a response.
    case closed
    /// Its kept connection gave no byte for longer than ``Request/silenceMs``.
    case silent
}

/// A transfer that was interrupted before it ended.
package struct InterruptedTransfer {
    package let startedMs: Int64
    /// As ``FinishedTransfer/timesSent``.
    package let timesSent: Int

    package init(startedMs: Int64, timesSent: Int) {
        self.startedMs = startedMs
        self.timesSent = timesSent
    }
}

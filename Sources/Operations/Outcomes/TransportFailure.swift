import CCodelab
import Engine
import Platform
import Service

/// The consequences of a transfer's fault for its call.
struct TransportFailure {
    let group: codelab_status
    /// True if the service cannot have carried out the request, or if repeating it does no harm.
    let isSafeToRepeat: Bool
    /// True if the library itself repeats the request.
    let isRetried: Bool
    private let fault: TransferFault

    init<Finished: FinishedTransfer & ~Copyable>(_ transfer: UnsafeMutablePointer<Finished>, isIdempotent: Bool) {
        let fault = if case .failed(let fault) = transfer.pointee.result { fault } else { TransferFault.connectionLost }
        let wasSent = transfer.pointee.timesSent > 0
        let isSafe = isIdempotent || !wasSent
        self.fault = fault
        group = Self.group(fault, wasSent: wasSent)
        isRetried = isSafe && Self.isLost(group)
        isSafeToRepeat = isRetried || (isSafe && group == CODELAB_E_DEADLINE)
    }

    private static func group(_ fault: TransferFault, wasSent: Bool) -> codelab_status {
        switch fault {
        case .resolve: CODELAB_E_RESOLVE
        case .connect: CODELAB_E_CONNECT
        case .timeout: wasSent ? CODELAB_E_DEADLINE : CODELAB_E_CONNECT
        case .tls, .authorities: CODELAB_E_TLS
        case .malformed, .trailingData, .bodyTooLarge, .headTooLarge, .ambiguousLength: CODELAB_E_PROTOCOL
        case .outOfMemory: CODELAB_E_NO_MEMORY
        case .misuse: CODELAB_E_INTERNAL
        case .connectionLost, .truncated: CODELAB_E_TRANSPORT
        }
    }

    /// Returns true for faults of the network, regardless of how the connection ended and how much of the response was
    /// received.
    private static func isLost(_ group: codelab_status) -> Bool {
        group == CODELAB_E_RESOLVE || group == CODELAB_E_CONNECT || group == CODELAB_E_TRANSPORT
    }

    /// Writes the report and returns its failure.
    func failure<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ activity: Literal, isIdempotent: Bool, _ report: Report
    ) -> Failure {
        if group == CODELAB_E_NO_MEMORY { return report.outOfMemory() }
        let isUncertain = !isIdempotent && transfer.pointee.timesSent > 0
        report.record.pointee.curl_code = transfer.pointee.curlCode
        report.record.pointee.http_status = transfer.pointee.httpStatus
        report.record.pointee.retryable = isSafeToRepeat ? 1 : 0
        return report.failure(group) {
            $0.write(activity)
            $0.write(" failed: ")
            if let text {
                $0.write(text)
            } else {
                $0.write(transfer.pointee.failureText)
            }
            if transfer.pointee.isBehindProxy {
                $0.write("; a proxy is used: see ")
                $0.write(own: transfer.pointee.proxyName)
            }
            if fault == .authorities {
                $0.write("; see ")
                $0.write(own: transfer.pointee.authoritiesName)
            }
            if isUncertain { $0.write("; the service may have carried it out nevertheless: list the instances") }
        }
    }

    /// The library's own text, for faults that libcurl does not describe well enough.
    private var text: Literal? {
        switch fault {
        case .bodyTooLarge: "the response is larger than 16 MiB"
        case .headTooLarge: "the response headers exceed 256 KiB, or one header exceeds 100 KiB"
        case .ambiguousLength: "the response states contradictory lengths; check for a faulty proxy"
        case .truncated: "the connection was closed before the response was complete"
        case .trailingData: "the compressed response has data after its end, which libcurl cannot read"
        default: nil
        }
    }
}

import CCodelab
import CPlatform
import Engine
import Platform
import Service

/// What a libcurl result means for a call.
struct TransportFailure {
    let group: codelab_status
    /// Nothing of the request can have been carried out, or sending it again does no harm.
    let isSafeToRepeat: Bool
    /// It is worth trying again without being asked.
    let isRetried: Bool

    init(_ exchange: UnsafeMutablePointer<Exchange>, isIdempotent: Bool) {
        let wasSent = exchange.pointee.timesSent > 0
        let isSafe = isIdempotent || !wasSent
        group = Self.group(exchange, wasSent: wasSent)
        isSafeToRepeat = isSafe && Self.isPassing(group)
        isRetried = isSafeToRepeat && Self.isLostBeforeAnAnswer(exchange, group)
    }

    private static func group(_ exchange: UnsafeMutablePointer<Exchange>, wasSent: Bool) -> codelab_status {
        if exchange.pointee.isOutOfMemory { return CODELAB_E_NO_MEMORY }
        if exchange.pointee.isTooLarge { return CODELAB_E_PROTOCOL }
        switch exchange.pointee.result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return CODELAB_E_RESOLVE
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: return CODELAB_E_CONNECT
        case CURLE_OPERATION_TIMEDOUT: return wasSent ? CODELAB_E_DEADLINE : CODELAB_E_CONNECT
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            return CODELAB_E_TLS
        case CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            return CODELAB_E_PROTOCOL
        // The URL has been parsed before: what libcurl 7.88 takes for a bad one is a copy that it could not make.
        case CURLE_OUT_OF_MEMORY, CURLE_URL_MALFORMAT: return CODELAB_E_NO_MEMORY
        case CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN, CURLE_FAILED_INIT:
            return CODELAB_E_INTERNAL
        default: return CODELAB_E_TRANSPORT
        }
    }

    private static func isPassing(_ group: codelab_status) -> Bool {
        group == CODELAB_E_RESOLVE || group == CODELAB_E_CONNECT || group == CODELAB_E_TRANSPORT
            || group == CODELAB_E_DEADLINE || group == CODELAB_E_PROTOCOL
    }

    private static func isLostBeforeAnAnswer(
        _ exchange: UnsafeMutablePointer<Exchange>, _ group: codelab_status
    ) -> Bool {
        if group == CODELAB_E_RESOLVE || group == CODELAB_E_CONNECT { return true }
        return group == CODELAB_E_TRANSPORT && exchange.pointee.httpStatus == 0
    }

    /// Writes the report and returns its failure.
    func failure(
        _ exchange: UnsafeMutablePointer<Exchange>, _ activity: Literal, isIdempotent: Bool, _ report: Report
    ) -> Failure {
        if group == CODELAB_E_NO_MEMORY { return report.outOfMemory() }
        let isUncertain = !isIdempotent && exchange.pointee.timesSent > 0
        report.record.pointee.curl_code = Int32(bitPattern: exchange.pointee.result.rawValue)
        report.record.pointee.http_status = exchange.pointee.httpStatus
        report.record.pointee.retryable = isSafeToRepeat ? 1 : 0
        return report.failure(group) {
            $0.write(activity)
            $0.write(" failed: ")
            if exchange.pointee.isTooLarge {
                $0.write("the answer is larger than 16 MiB")
            } else {
                $0.write(unchecked: exchange.pointee.failureText)
            }
            if isUncertain { $0.write("; the service may have carried it out all the same: list the instances") }
        }
    }
}

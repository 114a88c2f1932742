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
        group = Self.isForLackOfDescriptors(exchange) ? CODELAB_E_NO_MEMORY : Self.group(exchange, wasSent: wasSent)
        isRetried = isSafe && Self.isLost(group)
        isSafeToRepeat = isRetried || (isSafe && group == CODELAB_E_DEADLINE)
    }

    private static func group(_ exchange: UnsafeMutablePointer<Exchange>, wasSent: Bool) -> codelab_status {
        switch exchange.pointee.rejection {
        case .outOfMemory: return CODELAB_E_NO_MEMORY
        case .bodyTooLarge, .headTooLarge, .ambiguousLength: return CODELAB_E_PROTOCOL
        case nil: break
        }
        switch exchange.pointee.result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return CODELAB_E_RESOLVE
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: return CODELAB_E_CONNECT
        case CURLE_OPERATION_TIMEDOUT where exchange.pointee.loss == nil:
            return wasSent ? CODELAB_E_DEADLINE : CODELAB_E_CONNECT
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            return CODELAB_E_TLS
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_WRITE_ERROR,
            .tooLarge:
            return CODELAB_E_PROTOCOL
        // libcurl has one code for a connection that broke and for chunks that cannot be read.
        case CURLE_RECV_ERROR where exchange.pointee.failureText.firstRange(of: Self.chunks.bytes) != nil:
            return CODELAB_E_PROTOCOL
        // The URL has been parsed before: what libcurl 7.88 takes for a bad one is a copy that it could not make.
        case CURLE_OUT_OF_MEMORY, CURLE_URL_MALFORMAT: return CODELAB_E_NO_MEMORY
        case CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN, CURLE_FAILED_INIT:
            return CODELAB_E_INTERNAL
        default: return CODELAB_E_TRANSPORT
        }
    }

    private static var chunks: Literal { "chunked-encoding" }

    /// libcurl does not tell why it could not open something. What is free is counted, more than is needed where libcurl
    /// has closed others since.
    private static func isForLackOfDescriptors(_ exchange: UnsafeMutablePointer<Exchange>) -> Bool {
        switch exchange.pointee.result {
        case CURLE_COULDNT_CONNECT: Shortage.lacksDescriptors(1)
        case CURLE_SSL_CACERT_BADFILE: Shortage.lacksDescriptors(2)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: Shortage.lacksDescriptors(4)
        default: false
        }
    }

    /// Faults of the network. How the connection ended makes no difference, nor how much of the response had come.
    private static func isLost(_ group: codelab_status) -> Bool {
        group == CODELAB_E_RESOLVE || group == CODELAB_E_CONNECT || group == CODELAB_E_TRANSPORT
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
            if let text = Self.text(exchange) {
                $0.write(text)
            } else {
                $0.write(exchange.pointee.failureText)
            }
            if exchange.pointee.isBehindProxy {
                $0.write("; a proxy is used: see ")
                $0.write(own: exchange.pointee.proxyName)
            }
            if exchange.pointee.result == CURLE_SSL_CACERT_BADFILE {
                $0.write("; see ")
                $0.write(own: exchange.pointee.authoritiesName)
            }
            if isUncertain { $0.write("; the service may have carried it out all the same: list the instances") }
        }
    }

    /// The library's own sentence, where libcurl's does not say what happened.
    private static func text(_ exchange: UnsafeMutablePointer<Exchange>) -> Literal? {
        switch exchange.pointee.rejection {
        case .bodyTooLarge: return "the answer is larger than 16 MiB"
        case .headTooLarge: return headTooLarge
        case .ambiguousLength: return "the answer contradicts itself about its length; is a broken proxy in between?"
        case .outOfMemory, nil: break
        }
        switch exchange.pointee.result {
        case CURLE_PARTIAL_FILE: return "the connection was closed before the answer was complete"
        case CURLE_WRITE_ERROR: return "the compressed answer has data after its end, which libcurl cannot read"
        case .tooLarge: return headTooLarge
        default: return nil
        }
    }

    private static var headTooLarge: Literal { "the answer's headers are larger than 256 KiB, or one than 100 KiB" }
}

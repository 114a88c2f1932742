import CPlatform
import Platform

/// Translates libcurl's result codes to those of a transfer.
extension Transfer: FinishedTransfer {
    package var result: TransferResult { code == CURLE_OK ? .response : .failed(fault) }

    package var curlCode: Int32 { Int32(bitPattern: code.rawValue) }

    private var fault: TransferFault {
        switch rejection {
        case .outOfMemory: return .outOfMemory
        case .bodyTooLarge: return .bodyTooLarge
        case .headTooLarge: return .headTooLarge
        case .ambiguousLength: return .ambiguousLength
        case nil: break
        }
        // libcurl does not report why it could not open a file or a socket.
        return isForLackOfDescriptors ? .outOfMemory : faultOfCode
    }

    private var faultOfCode: TransferFault {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: .connect
        case CURLE_OPERATION_TIMEDOUT where loss == nil: .timeout
        case CURLE_SSL_CACERT_BADFILE: .authorities
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_PARTIAL_FILE: .truncated
        case CURLE_WRITE_ERROR: .trailingData
        case .tooLarge: .headTooLarge
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL: .malformed
        // libcurl has one code for a broken connection and for invalid chunks.
        case CURLE_RECV_ERROR where failureText.firstRange(of: Self.chunks.bytes) != nil: .malformed
        // The URL has been parsed before: libcurl 7.88 reports a malformed URL if it has no memory to copy it.
        case CURLE_OUT_OF_MEMORY, CURLE_URL_MALFORMAT: .outOfMemory
        case CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN, CURLE_FAILED_INIT: .misuse
        default: .connectionLost
        }
    }

    private static var chunks: Literal { "chunked-encoding" }

    /// Counts free descriptors. It requires more than one where libcurl may have closed some after the failure.
    private var isForLackOfDescriptors: Bool {
        switch code {
        case CURLE_COULDNT_CONNECT: Shortage.lacksDescriptors(1)
        case CURLE_SSL_CACERT_BADFILE: Shortage.lacksDescriptors(2)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: Shortage.lacksDescriptors(4)
        default: false
        }
    }
}

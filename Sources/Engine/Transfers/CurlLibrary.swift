import CPlatform

/// The libcurl of this process.
package enum CurlLibrary {
    package enum Fault: Error {
        /// The program runs with raised privileges, and libcurl would write TLS keys to a file that its caller chose.
        case wouldLeakKeys
        /// libcurl is older than 7.88, or was built without thread safety.
        case unusable
        case outOfMemory
    }

    /// Starts libcurl, once for the process. Any thread.
    package static func start() throws(Fault) {
        if cplatform_would_leak_keys() { throw .wouldLeakKeys }
        switch cplatform_curl_start() {
        case CURLE_OK: return
        case CURLE_FAILED_INIT: throw .unusable
        default: throw .outOfMemory
        }
    }

    /// Returns true if libcurl was built with zlib.
    package static var readsGzip: Bool { cplatform_curl_reads_gzip() }
}

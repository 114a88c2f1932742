import CPlatform
import Platform

/// Sets options of an easy handle, and stores the first error.
struct EasyOptions {
    private let easy: UnsafeMutableRawPointer
    private(set) var result = CURLE_OK

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func number(_ option: CURLoption, _ value: Int64) {
        merge(cplatform_set_long(easy, option, Int(truncatingIfNeeded: value)))
    }

    /// Sets an option that may be missing in this build of libcurl. Returns true if it was set.
    @discardableResult
    mutating func setOptional(_ option: CURLoption, _ value: Int) -> Bool {
        cplatform_set_long(easy, option, value) == CURLE_OK
    }

    mutating func text(_ option: CURLoption, _ value: UnsafePointer<CChar>) {
        merge(cplatform_set_text(easy, option, value))
    }

    // A separate name: a literal passed to text() would become a String on the heap.
    mutating func literal(_ option: CURLoption, _ value: Literal) { text(option, value.cString) }

    mutating func nothing(_ option: CURLoption) { merge(cplatform_set_text(easy, option, nil)) }

    mutating func bytes(_ option: CURLoption, _ value: UnsafePointer<UInt8>) {
        merge(cplatform_set_bytes(easy, option, value))
    }

    mutating func context(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        merge(cplatform_set_context(easy, option, value))
    }

    mutating func handle(_ option: CURLoption, _ value: OpaquePointer) {
        merge(cplatform_set_context(easy, option, UnsafeMutableRawPointer(value)))
    }

    mutating func list(_ value: UnsafePointer<curl_slist>?) { merge(cplatform_set_list(easy, value)) }

    mutating func callbacks() {
        merge(
            cplatform_set_write(easy) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let (length, overflow) = size.multipliedReportingOverflow(by: count)
                guard !overflow else { return 0 }
                let transfer = context.assumingMemoryBound(to: Transfer.self)
                return transfer.pointee.receive(bytes, count: length) ? length : 0
            })
        merge(
            cplatform_set_header(easy) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                // libcurl always passes a size of 1.
                let line = Bytes(UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: count)
                return context.assumingMemoryBound(to: Transfer.self).pointee.receive(line) ? count : 0
            })
        merge(
            cplatform_set_prerequest(easy) { context, _, _, _, localPort in
                guard let context else { return CURL_PREREQFUNC_ABORT }
                let transfer = context.assumingMemoryBound(to: Transfer.self)
                return transfer.pointee.allowSending(port: localPort) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
    }

    /// Sets proxy and certificate authorities. libcurl itself reads no environment variables for them.
    @inline(never)
    mutating func network(_ settings: UnsafeMutablePointer<ConnectionSettings>, isSecure: Bool) {
        trust(settings, file: CURLOPT_CAINFO, directory: CURLOPT_CAPATH)
        text(CURLOPT_PROXY, settings.pointee.text(isSecure ? .proxy : .plainProxy))
        text(CURLOPT_NOPROXY, settings.pointee.text(.exceptions))
        if settings.pointee.flags.proxySpeaksTLS {
            number(CURLOPT_PROXY_SSLVERSION, Int64(CURL_SSLVERSION_TLSv1_2))
            trust(settings, file: CURLOPT_PROXY_CAINFO, directory: CURLOPT_PROXY_CAPATH)
        }
    }

    private mutating func trust(
        _ settings: UnsafeMutablePointer<ConnectionSettings>, file: CURLoption, directory: CURLoption
    ) {
        let path = settings.pointee.text(.authorities)
        if path.isEmpty { return }
        if settings.pointee.flags.isDirectory { nothing(file) }
        text(settings.pointee.flags.isDirectory ? directory : file, path)
    }

    /// Sets a text that a NUL terminates.
    private mutating func text(_ option: CURLoption, _ value: Bytes) {
        text(option, UnsafeRawPointer(value.start).assumingMemoryBound(to: CChar.self))
    }

    /// Makes libcurl report the text of its debug output, to find GOAWAY frames. None of it is shown.
    mutating func goawayCallback(_ context: UnsafeMutableRawPointer) {
        merge(
            cplatform_set_debug(
                easy,
                { _, type, text, length, context in
                    guard type == CURLINFO_TEXT, let text, let context else { return 0 }
                    let bytes = Bytes(UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: length)
                    Transfer.takeNote(bytes, context.assumingMemoryBound(to: Transfer.self))
                    return 0
                }, context))
    }

    mutating func merge(_ code: CURLcode) {
        if result == CURLE_OK { result = code }
    }
}

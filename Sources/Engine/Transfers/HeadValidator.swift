package import CPlatform
package import Platform

extension CURLcode {
    /// CURLE_TOO_LARGE, which libcurl has since 8.6: a header line, or all of them, are longer than it allows.
    package static var tooLarge: CURLcode { CURLcode(rawValue: 100) }
}

/// Checks the lines of a response that are not its body: status lines, headers and trailers, as libcurl delivers them.
package struct HeadValidator {
    /// Why a response is rejected before it is complete.
    package enum Fault {
        case tooLarge
        /// Lengths that contradict each other: the next response on the connection could begin anywhere.
        case ambiguousLength
    }

    /// The most bytes that all lines of one response may have, interim responses and a proxy's included.
    package static var limitBytes: Int { 256 << 10 }

    /// True after the empty line that ends the most recent status line and its headers.
    package private(set) var isComplete = false
    private var byteCount = 0
    /// -1: no Content-Length so far.
    private var length: Int64 = -1
    private var hasTransferEncoding = false

    package init() {}

    /// True if only the end of the connection ends the body: the head has neither Content-Length nor Transfer-Encoding.
    package var endsWithConnection: Bool { length < 0 && !hasTransferEncoding }

    /// Checks the next line, line end included. Returns the reason to reject the response, or `nil`.
    package mutating func take(_ line: Bytes) -> Fault? {
        let isFirst = byteCount == 0
        guard line.count <= Self.limitBytes &- byteCount else { return .tooLarge }
        byteCount &+= line.count
        if isFirst || isComplete {
            // After a complete head: the head that follows an interim response, or a trailer.
            guard isFirst || line.hasPrefix("HTTP/") else { return nil }
            isComplete = false
            length = -1
            hasTransferEncoding = false
            return nil
        }
        switch line[0] {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            isComplete = true
            return length >= 0 && hasTransferEncoding ? .ambiguousLength : nil
        case UInt8(ascii: "C"), UInt8(ascii: "c"): return takeLength(line)
        case UInt8(ascii: "T"), UInt8(ascii: "t"):
            if value(of: "transfer-encoding:", in: line) != nil { hasTransferEncoding = true }
        default: break
        }
        return nil
    }

    private func value(of name: Literal, in line: Bytes) -> Bytes? {
        let count = name.bytes.count
        return line.prefix(count).equalsIgnoringCase(name.bytes) ? line.dropFirst(count) : nil
    }

    /// Compares all numbers of a Content-Length, which may be a list (RFC 9112 section 6.3). libcurl rejects what is
    /// not a number.
    private mutating func takeLength(_ line: Bytes) -> Fault? {
        guard let value = value(of: "content-length:", in: line) else { return nil }
        var number: Int64 = -1
        let isConsistent = value.allSatisfy { byte in
            guard byte.isDigit else { return takeNumber(&number) }
            // Above any body that is accepted, the exact value does not matter.
            if number < 1 << 40 { number = (number < 0 ? 0 : number &* 10) &+ Int64(byte &- UInt8(ascii: "0")) }
            return true
        }
        return isConsistent && takeNumber(&number) ? nil : .ambiguousLength
    }

    private mutating func takeNumber(_ number: inout Int64) -> Bool {
        defer { number = -1 }
        if number < 0 { return true }
        if length < 0 { length = number }
        return length == number
    }
}

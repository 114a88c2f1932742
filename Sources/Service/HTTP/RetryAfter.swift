package import Platform

/// Reads a `Retry-After` header (RFC 9110 section 10.2.3), which has seconds or a date. A fraction of a second, which
/// some services send in violation of the RFC, is rounded up.
///
/// - Parameter date: the `Date` header of the same response: the wait is the difference of two times of the server's
///   clock.
/// - Returns: milliseconds, 0 or more; `nil` if the header is not valid.
package func retryAfterMs(_ header: Bytes, date: Bytes?) -> Int64? {
    let whole = header.prefix(header.firstIndex(of: UInt8(ascii: ".")))
    let hasFraction = whole.count < header.count
    if let seconds = decimal(whole), !hasFraction || decimal(header.dropFirst(whole.count &+ 1)) != nil {
        // Limit the wait to a day, which is more than any caller waits, so that the product cannot overflow.
        return (seconds < 86400 ? seconds &+ (hasFraction ? 1 : 0) : 86400) &* 1000
    }
    guard let until = httpDateSeconds(header), let date, let now = httpDateSeconds(date) else { return nil }
    let seconds = until &- now
    return seconds <= 0 ? 0 : (seconds < 86400 ? seconds : 86400) &* 1000
}

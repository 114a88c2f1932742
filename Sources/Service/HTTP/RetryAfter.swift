package import Platform

/// The `Retry-After` header (RFC 9110 section 10.2.3): seconds, or a date. A fraction of a second, which some services
/// send against the RFC, is rounded up.
///
/// - Parameter date: the answer's own `Date` header: the distance is taken between two times of one clock, the
///   server's.
/// - Returns: milliseconds, 0 or more; `nil` when the header says nothing that can be understood.
package func retryAfterMs(_ header: Bytes, date: Bytes?) -> Int64? {
    let whole = header.prefix(header.firstIndex(of: UInt8(ascii: ".")))
    let hasFraction = whole.count < header.count
    if let seconds = decimal(whole), !hasFraction || decimal(header.dropFirst(whole.count &+ 1)) != nil {
        // A day is more than any caller waits; the bound keeps the product in range.
        return (seconds < 86400 ? seconds &+ (hasFraction ? 1 : 0) : 86400) &* 1000
    }
    guard let until = httpDateSeconds(header), let date, let now = httpDateSeconds(date) else { return nil }
    let seconds = until &- now
    return seconds <= 0 ? 0 : (seconds < 86400 ? seconds : 86400) &* 1000
}

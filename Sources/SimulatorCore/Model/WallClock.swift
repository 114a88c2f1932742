import Foundation

/// Returns the machine's time of day, in milliseconds since the epoch.
func wallClockMS() -> Int64 {
    Int64(Date().timeIntervalSince1970 * 1000)
}

/// Returns a time in the form of the `Date` header (RFC 9110): `Mon, 06 Dec 2021 17:50:05 GMT`.
///
/// Foundation's formatters would take longer than the rest of a response.
func httpDate(ms: Int64) -> String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    var seconds = time_t(ms / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
    let day = twoDigits(parts.tm_mday)
    return "\(days[Int(parts.tm_wday)]), \(day) \(months[Int(parts.tm_mon)]) \(1900 + parts.tm_year) \(clock) GMT"
}

private func twoDigits(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}

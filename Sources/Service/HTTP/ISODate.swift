package import Platform

/// Returns the milliseconds since the epoch of a time in IAM's form, `2019-01-17T10:20:30.123456Z`. The fraction may be
/// missing.
package func isoDateMs(_ text: Bytes) -> Int64? {
    guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
        let year = number(text, at: 0, digits: 4), let month = number(text, at: 5, digits: 2),
        let day = number(text, at: 8, digits: 2), let time = timeOfDay(text, at: 11),
        let seconds = seconds(year, month, day, time)
    else { return nil }
    var end = 19
    var milliseconds: Int64 = 0
    if text[end] == UInt8(ascii: ".") {
        end &+= 1
        var weight: Int64 = 100
        while let byte = text[end], byte.isDigit {
            milliseconds &+= Int64(byte &- UInt8(ascii: "0")) &* weight
            weight /= 10
            end &+= 1
        }
        // A point must be followed by digits.
        guard end > 20 else { return nil }
    }
    guard text[end] == UInt8(ascii: "Z"), text.count == end &+ 1 else { return nil }
    return seconds &* 1000 &+ milliseconds
}

package import Platform

/// Milliseconds since the epoch of a time as IAM writes it, `2019-01-17T10:20:30.123456Z`; the fraction may be missing.
package func isoDateMs(_ text: Bytes) -> Int64? {
    guard text[4] == 0x2D, text[7] == 0x2D, text[10] == 0x54,
        let year = number(text, at: 0, digits: 4), let month = number(text, at: 5, digits: 2),
        let day = number(text, at: 8, digits: 2), let time = timeOfDay(text, at: 11),
        let seconds = seconds(year, month, day, time)
    else { return nil }
    var end = 19
    var milliseconds: Int64 = 0
    if text[end] == 0x2E {
        end &+= 1
        var weight: Int64 = 100
        while let byte = text[end], byte.isDigit {
            milliseconds &+= Int64(byte &- 0x30) &* weight
            weight /= 10
            end &+= 1
        }
        // A point alone is no fraction.
        guard end > 20 else { return nil }
    }
    guard text[end] == 0x5A, text.count == end &+ 1 else { return nil }
    return seconds &* 1000 &+ milliseconds
}

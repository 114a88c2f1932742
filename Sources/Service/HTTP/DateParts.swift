import Platform

/// Returns the seconds of a time such as `08:49:37`. A leap second is second 60.
func timeOfDay(_ text: Bytes, at index: Int) -> Int64? {
    guard text[index &+ 2] == UInt8(ascii: ":"), text[index &+ 5] == UInt8(ascii: ":"),
        let hour = number(text, at: index, digits: 2),
        let minute = number(text, at: index &+ 3, digits: 2), let second = number(text, at: index &+ 6, digits: 2),
        hour <= 23, minute <= 59, second <= 60
    else { return nil }
    return hour &* 3600 &+ minute &* 60 &+ second
}

/// Returns the seconds since the epoch; `nil` if year, month or day are invalid.
func seconds(_ year: Int64, _ month: Int64, _ day: Int64, _ secondsOfDay: Int64) -> Int64? {
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
    // Years have at most four digits, so no sum overflows.
    return daysSinceEpoch(year, month, day) &* 86400 &+ secondsOfDay
}

/// Returns the number at `index`, which must have exactly so many digits.
func number(_ text: Bytes, at index: Int, digits: Int) -> Int64? {
    let part = text.dropFirst(index).prefix(digits)
    return part.count == digits ? decimal(part) : nil
}

/// Returns the days since the epoch in the proleptic Gregorian calendar. Years begin in March here, so that the leap
/// day is the last day of a year.
private func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year &- 1 : year
    let era = shifted / 400
    let yearOfEra = shifted &- era &* 400
    let monthFromMarch = month > 2 ? month &- 3 : month &+ 9
    let dayOfYear = (153 &* monthFromMarch &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    return era &* 146_097 &+ dayOfEra &- 719_468
}

/// Returns the value of a text of digits only. Large values are limited.
func decimal(_ text: Bytes) -> Int64? {
    guard !text.isEmpty else { return nil }
    var value: Int64 = 0
    let isNumber = text.allSatisfy { byte in
        guard byte.isDigit else { return false }
        if value < 1 << 40 { value = value &* 10 &+ Int64(byte &- UInt8(ascii: "0")) }
        return true
    }
    return isNumber ? value : nil
}

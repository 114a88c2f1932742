import Platform

/// Seconds of `08:49:37`; a leap second is one more.
func timeOfDay(_ text: Bytes, at index: Int) -> Int64? {
    guard text[index &+ 2] == 0x3A, text[index &+ 5] == 0x3A, let hour = number(text, at: index, digits: 2),
        let minute = number(text, at: index &+ 3, digits: 2), let second = number(text, at: index &+ 6, digits: 2),
        hour <= 23, minute <= 59, second <= 60
    else { return nil }
    return hour &* 3600 &+ minute &* 60 &+ second
}

/// Seconds since the epoch; `nil` for a year, a month or a day that no calendar has.
func seconds(_ year: Int64, _ month: Int64, _ day: Int64, _ secondsOfDay: Int64) -> Int64? {
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
    // Years have four digits at most, so that all sums stay small.
    return daysSinceEpoch(year, month, day) &* 86400 &+ secondsOfDay
}

/// A number of exactly so many digits.
func number(_ text: Bytes, at index: Int, digits: Int) -> Int64? {
    let part = text.dropFirst(index).prefix(digits)
    return part.count == digits ? decimal(part) : nil
}

/// Days of the proleptic Gregorian calendar; years begin in March here, so that the leap day is a year's last.
private func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year &- 1 : year
    let era = shifted / 400
    let yearOfEra = shifted &- era &* 400
    let monthFromMarch = month > 2 ? month &- 3 : month &+ 9
    let dayOfYear = (153 &* monthFromMarch &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    return era &* 146_097 &+ dayOfEra &- 719_468
}

/// Digits only, saturating.
func decimal(_ text: Bytes) -> Int64? {
    guard !text.isEmpty else { return nil }
    var value: Int64 = 0
    let isNumber = text.allSatisfy { byte in
        guard byte.isDigit else { return false }
        if value < 1 << 40 { value = value &* 10 &+ Int64(byte &- 0x30) }
        return true
    }
    return isNumber ? value : nil
}

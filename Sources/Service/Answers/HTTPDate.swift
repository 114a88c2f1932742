package import Platform

/// Seconds since the epoch of an HTTP date in the form that servers must send (RFC 9110 section 5.6.7,
/// IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms are not read.
package func httpDateSeconds(_ text: Bytes) -> Int64? {
    guard text.count == 29, text[3] == 0x2C, text[16] == 0x20, text[19] == 0x3A, text[22] == 0x3A,
        text.dropFirst(25) == " GMT",
        let day = number(text, at: 5, digits: 2), let month = month(text.dropFirst(8).prefix(3)),
        let year = number(text, at: 12, digits: 4), let hour = number(text, at: 17, digits: 2),
        let minute = number(text, at: 20, digits: 2), let second = number(text, at: 23, digits: 2),
        day >= 1, day <= 31, hour <= 23, minute <= 59, second <= 60
    else { return nil }
    return daysSinceEpoch(year, month, day) &* 86400 &+ hour &* 3600 &+ minute &* 60 &+ second
}

private func number(_ text: Bytes, at index: Int, digits: Int) -> Int64? {
    decimal(text.dropFirst(index).prefix(digits))
}

private func month(_ text: Bytes) -> Int64? {
    if text == "Jan" { return 1 }
    if text == "Feb" { return 2 }
    if text == "Mar" { return 3 }
    if text == "Apr" { return 4 }
    if text == "May" { return 5 }
    if text == "Jun" { return 6 }
    if text == "Jul" { return 7 }
    if text == "Aug" { return 8 }
    if text == "Sep" { return 9 }
    if text == "Oct" { return 10 }
    if text == "Nov" { return 11 }
    return text == "Dec" ? 12 : nil
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

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

/// By three letters as one number, since the next answer of the service brings a date as well.
private func month(_ text: Bytes) -> Int64? {
    guard let first = text[0], let second = text[1], let third = text[2] else { return nil }
    switch UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third) {
    case 0x4A_616E: return 1  // Jan
    case 0x46_6562: return 2  // Feb
    case 0x4D_6172: return 3  // Mar
    case 0x41_7072: return 4  // Apr
    case 0x4D_6179: return 5  // May
    case 0x4A_756E: return 6  // Jun
    case 0x4A_756C: return 7  // Jul
    case 0x41_7567: return 8  // Aug
    case 0x53_6570: return 9  // Sep
    case 0x4F_6374: return 10  // Oct
    case 0x4E_6F76: return 11  // Nov
    case 0x44_6563: return 12  // Dec
    default: return nil
    }
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

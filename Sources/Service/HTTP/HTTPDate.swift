package import Platform

/// Returns the seconds since the epoch of an HTTP date, in each of the three forms that a recipient must accept (RFC
/// 9110 section 5.6.7):
///
///     Sun, 06 Nov 1994 08:49:37 GMT     what servers must send
///     Sunday, 06-Nov-94 08:49:37 GMT    obsolete: RFC 850
///     Sun Nov  6 08:49:37 1994          obsolete: asctime() of C
package func httpDateSeconds(_ text: Bytes) -> Int64? {
    if text[3] == comma { return fixedDate(text) }
    return text[3] == space ? asctimeDate(text) : rfc850Date(text)
}

private var space: UInt8 { UInt8(ascii: " ") }
private var comma: UInt8 { UInt8(ascii: ",") }
private var hyphen: UInt8 { UInt8(ascii: "-") }

private func fixedDate(_ text: Bytes) -> Int64? {
    guard text.count == 29, text[4] == space, text[7] == space, text[11] == space, text[16] == space,
        text.dropFirst(25) == " GMT", isLetters(text.prefix(3)),
        let day = number(text, at: 5, digits: 2), let month = month(text.dropFirst(8)),
        let year = number(text, at: 12, digits: 4), let time = timeOfDay(text, at: 17)
    else { return nil }
    return seconds(year, month, day, time)
}

/// Reads the second form, with the full name of the day and the last two digits of the year.
private func rfc850Date(_ text: Bytes) -> Int64? {
    var length = 0
    while text[length]?.isLetter == true { length &+= 1 }
    let rest = text.dropFirst(length)
    guard length >= 6, length <= 9, rest.count == 24, rest[0] == comma, rest[1] == space, rest[4] == hyphen,
        rest[8] == hyphen, rest[11] == space, rest.dropFirst(20) == " GMT",
        let day = number(rest, at: 2, digits: 2), let month = month(rest.dropFirst(5)),
        let year = number(rest, at: 9, digits: 2), let time = timeOfDay(rest, at: 12)
    else { return nil }
    // The RFC takes years more than 50 in the future as past ones. Without a clock, use the rule of POSIX: no server
    // responds with a date before 1970.
    return seconds(year >= 70 ? 1900 &+ year : 2000 &+ year, month, day, time)
}

/// Reads the third form, in which a day before the tenth is padded with a space.
private func asctimeDate(_ text: Bytes) -> Int64? {
    guard text.count == 24, text[7] == space, text[10] == space, text[19] == space, isLetters(text.prefix(3)),
        let month = month(text.dropFirst(4)), let time = timeOfDay(text, at: 11),
        let day = text[8] == space ? number(text, at: 9, digits: 1) : number(text, at: 8, digits: 2),
        let year = number(text, at: 20, digits: 4)
    else { return nil }
    return seconds(year, month, day, time)
}

private func isLetters(_ text: Bytes) -> Bool { text.allSatisfy { $0.isLetter } }

/// Returns the month of three letters, compared as one number. Each response has a date, so this must be fast.
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

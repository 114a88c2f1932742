package import Platform

/// Seconds since the epoch of an HTTP date, in each of the three forms that a recipient must know (RFC 9110 section
/// 5.6.7):
///
///     Sun, 06 Nov 1994 08:49:37 GMT     what servers must send
///     Sunday, 06-Nov-94 08:49:37 GMT    obsolete: RFC 850
///     Sun Nov  6 08:49:37 1994          obsolete: asctime() of C
package func httpDateSeconds(_ text: Bytes) -> Int64? {
    if text[3] == 0x2C { return fixedDate(text) }
    return text[3] == 0x20 ? asctimeDate(text) : rfc850Date(text)
}

private func fixedDate(_ text: Bytes) -> Int64? {
    guard text.count == 29, text[4] == 0x20, text[7] == 0x20, text[11] == 0x20, text[16] == 0x20,
        text.dropFirst(25) == " GMT", isLetters(text.prefix(3)),
        let day = number(text, at: 5, digits: 2), let month = month(text.dropFirst(8)),
        let year = number(text, at: 12, digits: 4), let time = timeOfDay(text, at: 17)
    else { return nil }
    return seconds(year, month, day, time)
}

/// The name of the day is written in full, and the year by its last two digits.
private func rfc850Date(_ text: Bytes) -> Int64? {
    var length = 0
    while text[length]?.isLetter == true { length &+= 1 }
    let rest = text.dropFirst(length)
    guard length >= 6, length <= 9, rest.count == 24, rest[0] == 0x2C, rest[1] == 0x20, rest[4] == 0x2D,
        rest[8] == 0x2D, rest[11] == 0x20, rest.dropFirst(20) == " GMT",
        let day = number(rest, at: 2, digits: 2), let month = month(rest.dropFirst(5)),
        let year = number(rest, at: 9, digits: 2), let time = timeOfDay(rest, at: 12)
    else { return nil }
    // Years more than 50 ahead are of the last century, the RFC says. Without a clock at hand, those of POSIX do it:
    // what was written before 1970 is no answer of a server.
    return seconds(year >= 70 ? 1900 &+ year : 2000 &+ year, month, day, time)
}

/// A day below ten has a space before it.
private func asctimeDate(_ text: Bytes) -> Int64? {
    guard text.count == 24, text[7] == 0x20, text[10] == 0x20, text[19] == 0x20, isLetters(text.prefix(3)),
        let month = month(text.dropFirst(4)), let time = timeOfDay(text, at: 11),
        let day = text[8] == 0x20 ? number(text, at: 9, digits: 1) : number(text, at: 8, digits: 2),
        let year = number(text, at: 20, digits: 4)
    else { return nil }
    return seconds(year, month, day, time)
}

private func isLetters(_ text: Bytes) -> Bool { text.allSatisfy { $0.isLetter } }

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

import Platform

/// Appends the UTC time as a signature has it, 16 characters: `20191115T033655Z`.
///
/// Before 1970 it is the beginning of 1970 and after 9999 its end: no clock that is to be believed is there.
func appendSignatureDate(_ secondsSinceEpoch: Int64, to text: inout ByteBuffer) throws(OutOfMemory) {
    let seconds = min(max(secondsSinceEpoch, 0), 253_402_300_799)
    let date = CivilDate(daysSinceEpoch: seconds / 86400)
    let secondOfDay = seconds % 86400
    try text.append(decimal: date.year, width: 4)
    try text.append(decimal: date.month, width: 2)
    try text.append(decimal: date.day, width: 2)
    try text.append("T")
    try text.append(decimal: secondOfDay / 3600, width: 2)
    try text.append(decimal: secondOfDay / 60 % 60, width: 2)
    try text.append(decimal: secondOfDay % 60, width: 2)
    try text.append("Z")
}

/// A day of the Gregorian calendar.
private struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    /// Counts eras of 400 years from 0000-03-01, so that the leap day is a year's last.
    ///
    /// - Parameter days: not negative, and of a year with four digits, so that nothing here is near an overflow.
    init(daysSinceEpoch days: Int64) {
        let shifted = days &+ 719_468
        let dayOfEra = shifted % 146_097
        let leapDays = dayOfEra / 1460 &- dayOfEra / 36524 &+ dayOfEra / 146_096
        let yearOfEra = (dayOfEra &- leapDays) / 365
        let dayOfYear = dayOfEra &- (yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100)
        let monthFromMarch = (dayOfYear &* 5 &+ 2) / 153
        day = dayOfYear &- (monthFromMarch &* 153 &+ 2) / 5 &+ 1
        month = monthFromMarch < 10 ? monthFromMarch &+ 3 : monthFromMarch &- 9
        year = shifted / 146_097 &* 400 &+ yearOfEra &+ (month <= 2 ? 1 : 0)
    }
}

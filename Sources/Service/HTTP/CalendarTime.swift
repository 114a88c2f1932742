/// Date and time of a second since the epoch, in UTC.
package struct CalendarTime {
    package let year, month, day, hour, minute, second: Int64

    package init(secondsSinceEpoch seconds: Int64) {
        // Clamp times outside 1970 to 9999, so that no sum overflows.
        let bounded = seconds < 0 ? 0 : (seconds < 253_402_300_800 ? seconds : 253_402_300_799)
        let days = bounded / 86400
        let rest = bounded % 86400
        hour = rest / 3600
        minute = rest % 3600 / 60
        second = rest % 60
        // Days of the proleptic Gregorian calendar, in eras of 400 years that begin in March.
        let shifted = days &+ 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let monthFromMarch = (5 &* dayOfYear &+ 2) / 153
        day = dayOfYear &- (153 &* monthFromMarch &+ 2) / 5 &+ 1
        month = monthFromMarch < 10 ? monthFromMarch &+ 3 : monthFromMarch &- 9
        year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
    }
}

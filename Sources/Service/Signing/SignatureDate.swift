import Platform

/// Appends the UTC time in the form of a signature, 16 characters: `20191115T033655Z`.
///
/// A time before 1970 is written as the beginning of 1970, and one after 9999 as its end.
func appendSignatureDate(_ secondsSinceEpoch: Int64, to text: inout ByteBuffer) throws(ResourceExhausted) {
    let time = CalendarTime(secondsSinceEpoch: secondsSinceEpoch)
    try text.append(decimal: time.year, width: 4)
    try text.append(decimal: time.month, width: 2)
    try text.append(decimal: time.day, width: 2)
    try text.append("T")
    try text.append(decimal: time.hour, width: 2)
    try text.append(decimal: time.minute, width: 2)
    try text.append(decimal: time.second, width: 2)
    try text.append("Z")
}

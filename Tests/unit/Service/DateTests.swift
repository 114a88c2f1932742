import Platform
import Testing

@testable import Service

@Suite("Times as servers write them")
struct DateTests {
    @Test(
        "HTTP dates have three forms",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799), ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Mon, 07 Dec 2021 01:50:05 GMT", 1_638_841_805), ("Fri, 31 Dec 9999 23:59:60 GMT", 253_402_300_800),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777), ("Thursday, 01-Jan-70 00:00:00 GMT", 0),
            ("Wednesday, 31-Dec-69 00:00:00 GMT", 3_155_673_600), ("Tuesday, 29-Feb-00 23:59:59 GMT", 951_868_799),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu Jan  1 00:00:00 1970", 0),
            ("Tue Feb 29 23:59:59 2000", 951_868_799),
        ] as [(String, Int64)])
    func dates(text: String, seconds: Int64) {
        withBytes(text) { #expect(httpDateSeconds($0) == seconds) }
    }

    @Test(
        "An invalid HTTP date has no value",
        arguments: [
            "", "Sun", "Sun,", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun,x06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08.49.37 GMT", "Sun, 06 Nov -994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37", "Sunday, 06 Nov 94 08:49:37 GMT", "Sun-day, 06-Nov-94 08:49:37 GMT",
            "Sundaysunday, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 25:49:37 GMT", "Sun Nov 06 08:49:37 94", "Sun Nov  6 08:49:37 1994 GMT",
            "Sun Nov   6 08:49:37 1994", "Sun Nox  6 08:49:37 1994", "Sun Nov  0 08:49:37 1994", "1994-11-06T08:49:37Z",
        ])
    func noDates(text: String) {
        withBytes(text) { #expect(httpDateSeconds($0) == nil) }
    }

    @Test(
        "Times of IAM may have a fraction",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2019-01-17T10:20:30.123456Z", 1_547_720_430_123),
            ("2019-01-17T10:20:30.9Z", 1_547_720_430_900),
            ("2019-01-17T10:20:30.99999999999999999999Z", 1_547_720_430_999),
            ("2019-01-17T10:20:30.000000Z", 1_547_720_430_000), ("1969-12-31T23:59:59.500Z", -500),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ] as [(String, Int64)])
    func isoDates(text: String, milliseconds: Int64) {
        withBytes(text) { #expect(isoDateMs($0) == milliseconds) }
    }

    @Test(
        "An invalid time of IAM has no value",
        arguments: [
            "", "2019", "2019-01-17", "2019-01-17T10:20:30", "2019-01-17T10:20:30.Z", "2019-01-17T10:20:30.1",
            "2019-01-17T10:20:30.1x", "2019-01-17T10:20:30ZZ", "2019-01-17 10:20:30Z", "2019-13-17T10:20:30Z",
            "2019-00-17T10:20:30Z", "2019-01-32T10:20:30Z", "2019-01-17T24:20:30Z", "2019-01-17T10:20:30+00:00",
            "-019-01-17T10:20:30Z", "2019-1-17T10:20:30.000Z", "null", "20190117T102030Z", "0000-12-31T10:20:30Z",
        ])
    func noIsoDates(text: String) {
        withBytes(text) { #expect(isoDateMs($0) == nil) }
    }

    @Test("Truncated and changed times never trap")
    func anyBytes() {
        let forms = [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "2019-01-17T10:20:30.123456Z",
        ]
        for form in forms {
            for count in 0...form.utf8.count {
                for byte in [0x00, 0x20, 0x2C, 0x2E, 0x39, 0x5A, 0xFF] as [UInt8] {
                    var bytes = Array(form.utf8.prefix(count))
                    if let last = bytes.indices.last { bytes[last] = byte }
                    bytes.withUnsafeBufferPointer { buffer in
                        let text = buffer.baseAddress.map { Bytes($0, count: buffer.count) } ?? .none
                        _ = httpDateSeconds(text)
                        _ = isoDateMs(text)
                        _ = retryAfterMs(text, date: text)
                    }
                }
            }
        }
    }
}

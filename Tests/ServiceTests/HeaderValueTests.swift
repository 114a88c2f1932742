import Platform
import Testing

@testable import Service

@Suite("Retry-After, dates and Base64")
struct HeaderValueTests {
    @Test(
        "Retry-After is seconds, or a date against the answer's own Date",
        arguments: [
            ("0", nil, 0), ("1", nil, 1000), ("120", nil, 120_000), ("99999999999999999999", nil, 86_400_000),
            ("", nil, nil), ("-1", nil, nil), ("1.5", nil, nil), (" 1", nil, nil), ("soon", nil, nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", nil, nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:30 GMT", 7000),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "yesterday", nil),
        ] as [(String, String?, Int64?)])
    func retryAfter(header: String, date: String?, milliseconds: Int64?) {
        withBytes(header) { header in
            withBytes(date ?? "") { dateBytes in
                #expect(retryAfterMs(header, date: date == nil ? nil : dateBytes) == milliseconds)
            }
        }
    }

    @Test(
        "HTTP dates",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799), ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Mon, 07 Dec 2021 01:50:05 GMT", 1_638_841_805),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sun, 06 Nov 1994 24:49:37 GMT", nil),
            ("Sun, 00 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Foo 1994 08:49:37 GMT", nil), ("", nil),
        ] as [(String, Int64?)])
    func dates(text: String, seconds: Int64?) {
        withBytes(text) { #expect(httpDateSeconds($0) == seconds) }
    }

    /// RFC 4648 section 10.
    @Test(
        "Base64",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"), ("\u{3FF}\u{3BF}", "z7/Ovw=="), (">>>???", "Pj4+Pz8/"),
        ])
    func base64(plain: String, encoded: String) throws {
        try withBytes(plain) { bytes in
            var buffer = ByteBuffer()
            try appendBase64(bytes, to: &buffer)
            #expect(string(buffer.bytes) == encoded)
        }
    }
}

import Platform
import Testing

@testable import Service

@Suite("Retry-After and Base64")
struct HeaderValueTests {
    @Test(
        "Retry-After is seconds, or a date against the answer's own Date",
        arguments: [
            ("0", nil, 0), ("1", nil, 1000), ("120", nil, 120_000), ("99999999999999999999", nil, 86_400_000),
            ("", nil, nil), ("-1", nil, nil), ("1.5", nil, 2000), ("0.2", nil, 1000),
            ("86399.9", nil, 86_400_000), ("1.", nil, nil), (".5", nil, nil), ("1.5s", nil, nil), ("1.2.3", nil, nil),
            (" 1", nil, nil), ("soon", nil, nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", nil, nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:30 GMT", 7000),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "yesterday", nil),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:07 1994", 30_000),
            ("Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:36 GMT", 1000),
            ("Mon, 06 Nov 9995 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:36 GMT", 86_400_000),
            ("0x10", nil, nil), ("1, 2", nil, nil), ("١", nil, nil),
        ] as [(String, String?, Int64?)])
    func retryAfter(header: String, date: String?, milliseconds: Int64?) {
        withBytes(header) { header in
            withBytes(date ?? "") { dateBytes in
                #expect(retryAfterMs(header, date: date == nil ? nil : dateBytes) == milliseconds)
            }
        }
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
            try buffer.append(base64: bytes)
            #expect(string(buffer.bytes) == encoded)
        }
    }
}

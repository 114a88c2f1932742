import CCodelab
import Platform
import Testing

@testable import Service

@Suite("A report contains no secret")
struct ReportTests {
    private func message(_ record: UnsafeMutablePointer<codelab_error>) -> String {
        withUnsafeBytes(of: &record.pointee.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    @Test(
        "A secret that the service repeats is blanked at every position",
        arguments: [
            ("secret-token", "secret-token, again secret-token", "************, again ************"),
            ("a-token-of-some-length", "it begins a-token-of-some-, and ends", "it begins ****************, and ends"),
            ("a-token-of-some-length", "it begins a-token-of-some", "it begins a-token-of-some"),
            ("tt", "ttt", "**t"),
            ("", "nothing to hide", "nothing to hide"),
        ])
    func redaction(secret: String, text: String, written: String) {
        var record = codelab_error()
        withUnsafeMutablePointer(to: &record) { record in
            withBytes(secret) { secret in
                withBytes(text) { text in
                    let report = Report(record).hiding(secret)
                    _ = report.failure(CODELAB_E_SERVICE) { $0.write(text) }
                    report.setServiceCode(text)
                    report.setRequestID(text)
                    report.setJSONPath { $0.write(text) }
                }
            }
            #expect(message(record) == written)
            #expect(string(Report.texts(record).code) == written)
            #expect(string(Report.texts(record).requestID) == written)
            #expect(string(Report.texts(record).path) == written)
        }
    }

    @Test("A long secret that the message's end cuts off is blanked as far as it goes")
    func cutSecret() {
        var record = codelab_error()
        let secret = String(repeating: "MIIabc", count: 500)
        withUnsafeMutablePointer(to: &record) { record in
            withBytes(secret) { secret in
                _ = Report(record).hiding(secret).failure(CODELAB_E_SERVICE) {
                    $0.write("token ")
                    $0.write(secret)
                }
            }
            #expect(message(record) == "token " + String(repeating: "*", count: 505))
        }
    }

    @Test(
        "A text that repeats a secret is distinguished from one that does not",
        arguments: [
            ("a-token-of-some-length", "id/a-token-of-some-length/5", true),
            ("a-token-of-some-length", "a-token-of-some-", true),
            ("a-token-of-some-length", "a-token-of-some", false),
            ("short", "it is short", true),
            ("", "anything", false),
            ("a-token-of-some-length", "", false),
        ])
    func repetition(secret: String, text: String, isRepeated: Bool) {
        var record = codelab_error()
        withUnsafeMutablePointer(to: &record) { record in
            withBytes(secret) { secret in
                withBytes("another secret of the call's") { other in
                    withBytes(text) { text in
                        let report = Report(record).hiding(secret).hiding(other)
                        #expect(report.secrets.occur(in: text) == isRepeated)
                    }
                }
            }
        }
    }

    @Test(
        "A secret is blanked in the service's text before that is cut, so that no piece of it is left",
        arguments: 300...340)
    func cutText(before length: Int) {
        var record = codelab_error()
        let secret = "0123456789abcdef-secret"
        withUnsafeMutablePointer(to: &record) { record in
            withBytes(secret) { secret in
                withBytes(String(repeating: "x", count: length) + "0123456789abcdef-secret") { text in
                    var body = ServiceErrorBody()
                    body.message = text
                    let head = ResponseHead(httpStatus: 500, headers: NoHeaders())
                    _ = serviceFailure(head, body, "opening", Report(record).hiding(secret))
                }
            }
            #expect(!message(record).contains("01"))
        }
    }

    @Test(
        "Header values are converted to UTF-8",
        arguments: [("id-1", "id-1"), ("a\u{FF}b", "aÿb"), ("é", "é"), ("a\u{9B}b", "a\\u009bb")])
    func headers(text: String, written: String) {
        var record = codelab_error()
        withUnsafeMutablePointer(to: &record) { record in
            withBytes(text) { Report(record).setRequestID($0) }
            #expect(string(Report.texts(record).requestID) == written)
        }
    }

    @Test(
        "A long text is cut at a character, and control characters are escaped",
        arguments: [
            (String(repeating: "a", count: 600), String(repeating: "a", count: 511)),
            (String(repeating: "a", count: 510) + "ä", String(repeating: "a", count: 510)),
            (String(repeating: "a", count: 509) + "ä", String(repeating: "a", count: 509) + "ä"),
            (String(repeating: "a", count: 509) + "😀", String(repeating: "a", count: 509)),
            ("line\r\nbreak\u{1B}[31m", "line  break\\u001b[31m"),
        ])
    func cutting(text: String, written: String) {
        var record = codelab_error()
        withUnsafeMutablePointer(to: &record) { record in
            withBytes(text) { text in _ = Report(record).failure(CODELAB_E_SERVICE) { $0.write(text) } }
            #expect(message(record) == written)
        }
    }

    @Test(
        "Numbers are written in full",
        arguments: [
            (0, "0"), (7, "7"), (10, "10"), (-1, "-1"), (1234567890, "1234567890"),
            (Int64.max, "9223372036854775807"), (Int64.min, "-9223372036854775808"),
        ])
    func numbers(value: Int64, text: String) {
        var record = codelab_error()
        withUnsafeMutablePointer(to: &record) { record in
            _ = Report(record).failure(CODELAB_E_SERVICE) { $0.write(value) }
            #expect(message(record) == text)
        }
    }
}

extension Report {
    /// The short texts of a record.
    fileprivate static func texts(
        _ record: UnsafeMutablePointer<codelab_error>
    ) -> (code: Bytes, requestID: Bytes, path: Bytes) {
        func text(_ place: UnsafeRawBufferPointer) -> Bytes {
            place.baseAddress.map { Bytes(cString: $0.assumingMemoryBound(to: CChar.self)) } ?? .none
        }
        return (
            withUnsafeBytes(of: &record.pointee.service_code, text),
            withUnsafeBytes(of: &record.pointee.request_id, text), withUnsafeBytes(of: &record.pointee.json_path, text)
        )
    }
}

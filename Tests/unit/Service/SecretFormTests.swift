import CCodelab
import Foundation
import Platform
import Testing

@testable import Service

@Suite("A text from outside loses the secrets in it, however they are written; the library's own words are not changed")
struct SecretFormTests {
    private static let token = "pa+ss/w=ord %41\\\"ä😀-0123456789abcdef"

    /// What a program may write in place of the secret.
    private static let forms: [String] = {
        let data = Data(token.utf8)
        func percent(_ kept: CharacterSet) -> String { token.addingPercentEncoding(withAllowedCharacters: kept) ?? "" }
        let strict = percent(.alphanumerics)
        let json = String(decoding: (try? JSONEncoder().encode([token])) ?? Data(), as: UTF8.self)
        let ascii = json.replacingOccurrences(of: "ä", with: "\\u00e4").replacingOccurrences(
            of: "😀", with: "\\uD83D\\ude00")
        let base64 = data.base64EncodedString()
        let url = base64.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        return [
            token, strict, strict.lowercased().replacingOccurrences(of: "%c3%a4", with: "%C3%a4"),
            percent(.urlQueryAllowed), strict.replacingOccurrences(of: "%20", with: "+"),
            String(json.dropFirst(2).dropLast(2)), String(ascii.dropFirst(2).dropLast(2)),
            "\\u0070" + token.dropFirst().replacingOccurrences(of: "\\", with: "\\\\"),
            base64, url, base64.replacingOccurrences(of: "/", with: "\\/"),
            base64.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "",
        ]
    }()

    private func message(hiding secret: String, _ body: (inout TextWriter) -> Void) -> String {
        var record = codelab_error()
        return withUnsafeMutablePointer(to: &record) { record in
            withBytes(secret) { secret in _ = Report(record).hiding(secret).failure(CODELAB_E_SERVICE, body) }
            return withUnsafeBytes(of: &record.pointee.message) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
    }

    private func outside(_ text: String, hiding secret: String) -> String {
        withBytes(text) { text in message(hiding: secret) { $0.write(text) } }
    }

    @Test("Each form of a secret is replaced by stars, and the text next to it is kept", arguments: forms)
    func form(_ written: String) {
        let shown = outside("it is <\(written)>.", hiding: Self.token)
        // The last character of Base64 may share its bits, or be padding: g%3D%3D at most.
        let rest = shown.replacingOccurrences(of: "*", with: "")
        #expect(rest.hasPrefix("it is <") && rest.hasSuffix(">."))
        #expect(rest.count <= 9 + 7, "\(shown)")
    }

    @Test("In Base64 of a longer text, at each of three places, in both alphabets", arguments: 0...5, [true, false])
    func base64(before: Int, isForURLs: Bool) {
        let secret = "Zm9v????>>>>~~~~SECRET-0123456789"
        var written = Data((String(repeating: "u", count: before) + secret + ":after").utf8).base64EncodedString()
        if isForURLs {
            written = written.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        }
        let shown = outside("Basic " + written + " was refused", hiding: secret)
        #expect(shown.hasPrefix("Basic ") && shown.hasSuffix(" was refused"))
        #expect(shown.count { $0 == "*" } >= secret.utf8.count * 8 / 6 - 1, "\(shown)")
    }

    @Test("A prefix of 16 bytes is recognised in every form, and other text is not")
    func beginnings() {
        let secret = "0123456789/bcdef and more of it"
        #expect(outside("0123456789%2fbcdef!", hiding: secret) == "******************!")
        #expect(outside("0123456789\\/bcdef!", hiding: secret) == "*****************!")
        #expect(outside("0123456789/bcde!", hiding: secret) == "0123456789/bcde!")
        for text in ["100%", "100%2", "%zz", "\\", "\\u12", "\\ud83d\\u", "%", "a+b", ""] {
            #expect(outside(text, hiding: secret) == text)
        }
    }

    @Test("The library's own words are never altered", arguments: ["tok", "e", "get a new token", "1", "401"])
    func ownWords(secret: String) {
        let advice: Literal = "get a new token"
        let shown = message(hiding: secret) {
            $0.write("HTTP ")
            $0.write(Int64(401))
            $0.write("; ")
            $0.write(own: advice.bytes)
        }
        #expect(shown == "HTTP 401; get a new token")
    }

    @Test("The hint is readable although it contains the token's text")
    func advice() {
        let shown = withBytes("the token abc is too old") { text in
            var record = codelab_error()
            return withUnsafeMutablePointer(to: &record) { record in
                withBytes("tok") { secret in
                    var body = ServiceErrorBody()
                    body.message = text
                    let head = ResponseHead(httpStatus: 401, headers: NoHeaders())
                    _ = serviceFailure(head, body, "opening the instance", Report(record).hiding(secret))
                }
                return withUnsafeBytes(of: &record.pointee.message) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
            }
        }
        #expect(shown.contains("the ***en abc is too old"))
        #expect(shown.hasSuffix("; get a new token, scoped to this project"))
    }

    @Test("A match that ends inside a character takes all of it, so that the text stays UTF-8")
    func characters() {
        let shown = outside("0123456789abcdefåx", hiding: "0123456789abcdefä")
        #expect(!shown.contains("\u{FFFD}"))
        #expect(shown == String(repeating: "*", count: 18) + "x")
    }
}

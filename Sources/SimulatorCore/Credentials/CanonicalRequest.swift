import Foundation

/// The canonical form of a request, over which both sides compute the signature.
struct CanonicalRequest: Equatable {
    let text: String

    static let unsignedPayload = "UNSIGNED-PAYLOAD"
    private static let bodyHashHeader = "x-sdk-content-sha256"

    /// - Parameter hashesQuery: True to hash the query instead of the body, as some older signers do for a POST without
    ///   a body.
    init(_ request: Request, signedHeaders: [String], hashesQuery: Bool = false) {
        let query = Self.query(of: request)
        let names = signedHeaders.sorted()
        let headers = names.map { "\($0):\(Self.trimmed(request.headers[$0] ?? ""))\n" }.joined()
        text = [
            request.method.uppercased(), Self.path(of: request), hashesQuery ? "" : query, headers,
            names.joined(separator: ";"), hashesQuery ? SHA256.hexDigest(query.utf8) : Self.bodyHash(of: request),
        ].joined(separator: "\n")
    }

    var hash: String { SHA256.hexDigest(text.utf8) }

    /// The request in one line, as the gateway echoes it.
    var echo: String { text.replacing("\n", with: "|") }

    /// Returns the path with each segment re-encoded, and a slash at the end.
    private static func path(of request: Request) -> String {
        let path = request.path.split(separator: "/", omittingEmptySubsequences: false)
            .map { encoded(decoded($0)) }.joined(separator: "/")
        return path.hasSuffix("/") ? path : path + "/"
    }

    /// Returns the query with names and values re-encoded, sorted by both.
    private static func query(of request: Request) -> String {
        guard let mark = request.target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "" }
        let fields = request.target[mark...].dropFirst().split(separator: "&")
        let pairs = fields.map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: decoded(parts[0]), value: parts.count == 2 ? decoded(parts[1]) : [])
        }
        return pairs.sorted { one, other in
            one.name == other.name
                ? one.value.lexicographicallyPrecedes(other.value) : one.name.lexicographicallyPrecedes(other.name)
        }
        .map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
    }

    /// Returns the hash of the body, or the header's value if it says that the body is not signed.
    private static func bodyHash(of request: Request) -> String {
        request.headers[bodyHashHeader] == unsignedPayload ? unsignedPayload : SHA256.hexDigest(request.body)
    }

    private static func trimmed(_ value: String) -> String {
        value.trimmingCharacters(in: .whitespaces)
    }

    /// Returns the decoded bytes of a text. A percent sign without two digits is kept.
    private static func decoded(_ text: Substring) -> [UInt8] {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes[index...].dropFirst().prefix(2)
            if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    /// Returns the text with all but the unreserved characters of RFC 3986 as `%XX`.
    private static func encoded(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + SHA256.hex([byte]).uppercased()
            }
        }.joined()
    }
}

import Foundation

/// Random names in the form of the service's.
enum RandomText {
    /// Returns 32 lower-case hexadecimal digits, for project ids and request ids.
    static func hex32() -> String {
        hex8() + hex8() + hex8() + hex8()
    }

    /// Returns eight lower-case hexadecimal digits.
    static func hex8() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Returns a lower-case UUID, for instance ids and their tokens.
    static func uuid() -> String {
        UUID().uuidString.lowercased()
    }

    /// Returns a token that begins with MII, like IAM's.
    static func iamToken(bytes count: Int = 131) -> String {
        String(("MII" + base64(count)).prefix(count))
    }

    /// Returns twenty upper-case letters and digits.
    static func accessKey() -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return String((0..<20).compactMap { _ in letters.randomElement() })
    }

    /// Returns forty letters and digits.
    static func secretKey() -> String {
        String(base64(64).filter { $0.isLetter || $0.isNumber }.prefix(40))
    }

    /// Returns that many characters of Base64, or a few more.
    private static func base64(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        var bytes = Data(capacity: count)
        // Three bytes make four characters.
        while bytes.count * 4 < count * 3 {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return bytes.base64EncodedString()
    }
}

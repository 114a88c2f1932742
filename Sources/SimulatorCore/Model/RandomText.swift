import Foundation

/// Names that the simulator makes up, in the shapes of the service's own.
enum RandomText {
    /// 32 lower-case hexadecimal digits: project ids, request ids.
    static func hex32() -> String {
        hex8() + hex8() + hex8() + hex8()
    }

    /// Eight lower-case hexadecimal digits.
    static func hex8() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// A lower-case UUID: instance ids and their tokens.
    static func uuid() -> String {
        UUID().uuidString.lowercased()
    }

    /// A token in the manner of IAM's, which begin with MII.
    static func iamToken() -> String {
        let bytes = (0..<96).map { _ in UInt8.random(in: .min ... .max) }
        return "MII" + Data(bytes).base64EncodedString()
    }
}

import CCodelab
import Platform

@testable import Service

/// A view of a Swift string's bytes, for as long as `body` runs.
func withBytes<Result>(_ text: String, _ body: (Bytes) throws -> Result) rethrows -> Result {
    var text = text
    return try text.withUTF8 { buffer in
        guard let start = buffer.baseAddress else { return try body(.none) }
        return try body(Bytes(start, count: buffer.count))
    }
}

func string(_ bytes: Bytes) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes.start, count: bytes.count), as: UTF8.self)
}

/// The error of a failed call.
struct Told: Equatable {
    var status: String
    var message: String
}

/// Runs `body` with a report; what it threw, or `nil`.
func told(_ body: (Report) throws -> Void) -> Told? {
    var record = codelab_error()
    return withUnsafeMutablePointer(to: &record) { record in
        do {
            try body(Report(record))
            return nil
        } catch {
            let message = withUnsafeBytes(of: &record.pointee.message) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            return Told(status: String(cString: statusName(record.pointee.code).cString), message: message)
        }
    }
}

import Platform

/// A view of a Swift string's bytes, for as long as `body` runs.
func withBytes<Result>(_ text: String, _ body: (Bytes) throws -> Result) rethrows -> Result {
    try withBytes(Array(text.utf8), body)
}

func withBytes<Result>(_ bytes: [UInt8], _ body: (Bytes) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return try body(.none) }
        return try body(Bytes(start, count: buffer.count))
    }
}

func string(_ bytes: Bytes) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes.start, count: bytes.count), as: UTF8.self)
}

import Platform

@testable import JSON

/// Reads the bytes with a new reader, in memory that ends with the last byte that the reader may access.
func withReader<Result>(_ text: [UInt8], _ body: (inout JSONReader) throws -> Result) rethrows -> Result {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count + 17)
    defer { memory.deallocate() }
    memory.initialize(repeating: 0, count: text.count + 17)
    for (index, byte) in text.enumerated() { memory[index] = byte }
    let frames = UnsafeMutablePointer<Int>.allocate(capacity: JSONReader.maximumDepth)
    defer { frames.deallocate() }
    var reader = JSONReader(memory, count: text.count, frames: frames)
    return try body(&reader)
}

/// What came out of a text: what it holds, written anew in one way, or where and why it failed.
enum Outcome: Equatable, CustomStringConvertible {
    case read(String)
    case failed(JSONError.Reason, at: Int, path: String)

    var description: String {
        switch self {
        case .read(let text): "read \(text)"
        case .failed(let reason, let offset, let path): "\(reason) at \(offset), path “\(path)”"
        }
    }

    var isRead: Bool {
        if case .read = self { true } else { false }
    }
}

/// Walks through the whole text by the calls for each kind.
func walk(_ text: [UInt8]) -> Outcome {
    outcome(text) { reader throws(JSONError) in
        let value = try walkValue(&reader)
        try reader.finish()
        return value
    }
}

/// Skips the whole text.
func skip(_ text: [UInt8]) -> Outcome {
    outcome(text) { reader throws(JSONError) in
        try reader.skipValue()
        try reader.finish()
        return ""
    }
}

func outcome(_ text: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> String) -> Outcome {
    withReader(text) { reader in
        do throws(JSONError) {
            return .read(try body(&reader))
        } catch {
            return .failed(error.reason, at: error.offset, path: path(reader))
        }
    }
}

private func walkValue(_ reader: inout JSONReader) throws(JSONError) -> String {
    switch reader.kind {
    case .object:
        var parts: [String] = []
        var isMore = try reader.enterObject()
        while isMore {
            let key = string(try reader.key().bytes)
            parts.append("\(key):\(try walkValue(&reader))")
            isMore = try reader.nextMember()
        }
        return "{\(parts.joined(separator: ","))}"
    case .array:
        var parts: [String] = []
        var isMore = try reader.enterArray()
        while isMore {
            parts.append(try walkValue(&reader))
            isMore = try reader.nextElement()
        }
        return "[\(parts.joined(separator: ","))]"
    case .string: return "“\(string(try reader.string().bytes))”"
    case .boolean: return try reader.boolean() ? "true" : "false"
    case .null: return try reader.takeNull() ? "null" : "?"
    case .number, .integer:
        let first = reader.at
        _ = try reader.passNumber(expected: .number)
        return string(Bytes(first, count: reader.at - first))
    case .none:
        try reader.skipValue()
        return "?"
    }
}

func path(_ reader: borrowing JSONReader) -> String {
    write { reader.writePath(to: &$0) }
}

func write(_ body: (inout TextWriter) -> Void) -> String {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { place in
        guard let start = place.baseAddress else { return "" }
        var writer = TextWriter(start, capacityBytes: place.count)
        body(&writer)
        return string(writer.bytes)
    }
}

func string(_ bytes: Bytes) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes.start, count: bytes.count), as: UTF8.self)
}

func withBytes<Result>(_ text: [UInt8], _ body: (Bytes) throws -> Result) rethrows -> Result {
    try (text + [0]).withUnsafeBufferPointer { place in
        guard let start = place.baseAddress else { return try body(.none) }
        return try body(Bytes(start, count: text.count))
    }
}

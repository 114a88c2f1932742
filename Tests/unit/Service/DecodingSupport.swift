import CCodelab
import CSchema
import Platform

@testable import Service

/// What a decoding ended with.
enum Decoded {
    case value
    case serviceError(code: String, message: String, requestID: String)
    case failed(DecodingFailure)

    var failure: DecodingFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }

    /// Whether it was what had been asked for.
    var isValue: Bool {
        if case .value = self { true } else { false }
    }
}

struct DecodingFailure: Equatable {
    var status: String
    var path: String
    var offset: Int64
    var message: String
}

func decode(_ text: String, as kind: ResponseKind = .instance, isStrict: Bool = false) -> Decoded {
    decode(text, as: kind, isStrict: isStrict) { _ in }
}

/// Decodes the text as an instance; `body` sees its document as long as it lives.
@discardableResult
func decode(_ text: String, _ body: (UnsafePointer<cschema_document>) throws -> Void) rethrows -> Decoded {
    try decode(text, as: .instance) { try body($0.assumingMemoryBound(to: cschema_document.self)) }
}

/// Decodes the text; `body` sees the structure as long as it lives.
@discardableResult
func decode(
    _ text: String, as kind: ResponseKind, isStrict: Bool = false, _ body: (UnsafeRawPointer) throws -> Void
) rethrows -> Decoded {
    var block = filledBlock(Array(text.utf8), headBytes: headBytes(kind))
    defer { block.removeAll() }
    var record = codelab_error()
    return try withUnsafeMutablePointer(to: &record) { record in
        let answer: DecodedResponse
        do throws(Failure) {
            answer = try decodeResponse(kind, &block, Report(record), isStrict: isStrict)
        } catch {
            return .failed(told(record))
        }
        switch answer {
        case .value(let value):
            try body(UnsafeRawPointer(value))
            return .value
        case .serviceError(let body):
            return .serviceError(
                code: string(body.code), message: string(body.message), requestID: string(body.requestID))
        }
    }
}

func filledBlock(_ text: [UInt8], headBytes: Int) -> Block {
    var block = Block(headBytes: headBytes)
    text.withUnsafeBytes { bytes in
        if let start = bytes.baseAddress { try? block.append(start, count: bytes.count) }
    }
    return block
}

func told(_ record: UnsafeMutablePointer<codelab_error>) -> DecodingFailure {
    func text<Place>(_ place: inout Place) -> String {
        withUnsafeBytes(of: &place) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return DecodingFailure(
        status: String(cString: statusName(record.pointee.code).cString), path: text(&record.pointee.json_path),
        offset: record.pointee.json_offset, message: text(&record.pointee.message))
}

func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    pointer.map { String(cString: $0) }
}

/// The texts of an array, or `nil` for one that is absent.
func texts(_ array: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int64) -> [String]? {
    guard let array else { return nil }
    return (0..<Int(count)).map { text(array[$0]) ?? "(NULL)" }
}

/// The elements of an array, or `nil` for one that is absent.
func elements<Element>(_ array: UnsafePointer<UnsafePointer<Element>?>?, _ count: Int64) -> [Element]? {
    guard let array else { return nil }
    return (0..<Int(count)).compactMap { array[$0]?.pointee }
}

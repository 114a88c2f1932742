import CPlatform
import CSchema
import JSON
package import Platform

/// Reads the body of a response with an error status, in all known forms:
///
///     {"error_code", "error_msg", "request_id"}        ModelArts, API gateway
///     {"error_code", "error_message"}                  older ModelArts
///     {"errorCode", "errorMsg"}, {"code", "message"}   others
///     {"error": {"code": 401, "message", "title"}}     IAM
///     {"badRequest": {"message", "code"}}              others, under any name
///
/// The message of any other body is its text. The function never fails: it returns what it found before an error.
/// Strings are read leniently, because a byte in another encoding in a message must not lose the code. The block needs
/// no head; afterwards its bytes are no longer JSON.
package func decodeServiceError(_ block: inout Block) -> ServiceErrorBody {
    do { try block.seal() } catch { return ServiceErrorBody() }
    guard let bytes = block.bytes else { return ServiceErrorBody() }
    if let text = visibleText(bytes, count: block.count) {
        var body = ServiceErrorBody()
        body.message = text
        return body
    }
    var frames = cschema_frames()
    let count = block.count
    let original = copy(&block)
    return withUnsafeMutablePointer(to: &frames) { frames in
        let memory = UnsafeMutableRawPointer(frames).assumingMemoryBound(to: Int.self)
        var reader = JSONReader(bytes, count: count, frames: memory)
        reader.hasLenientStrings = true
        var found = ErrorParts()
        do throws(JSONError) { try found.read(&reader, isNested: false) } catch {}
        if found.body.code.isEmpty, found.body.message.isEmpty { found.body.message = original }
        return found.body
    }
}

/// Returns a copy of the sealed bytes in the block's arena; empty for an empty object, or if memory is short. The copy
/// is complete, because a truncated secret could not be redacted.
private func copy(_ block: inout Block) -> Bytes {
    guard block.count > 2, let bytes = block.bytes else { return .none }
    do throws(ResourceExhausted) {
        let copy = try block.allocate(block.count)
        memcpy(copy, bytes, block.count)
        return Bytes(UnsafeRawPointer(copy).assumingMemoryBound(to: UInt8.self), count: block.count)
    } catch {
        return .none
    }
}

/// The parts found so far, with the rank of the key of each: a lower rank is better.
private struct ErrorParts {
    var body = ServiceErrorBody()
    private var codeRank = Int.max
    private var messageRank = Int.max

    mutating func read(_ reader: inout JSONReader, isNested: Bool) throws(JSONError) {
        var next = try reader.firstKey()
        while let key = next {
            if reader.kind == .object, !isNested {
                try read(&reader, isNested: true)
            } else if let text = try readScalar(&reader), text.count > 0 {
                take(text.bytes, key, isCut: text.flaw == .ends, isNested: isNested)
            }
            next = try reader.nextKey()
        }
    }

    /// Reads a string, or the text of a number.
    private func readScalar(_ reader: inout JSONReader) throws(JSONError) -> JSONText? {
        switch reader.kind {
        case .string: return try reader.string()
        case .number:
            let text = try reader.literalText()
            // At the end of the body, the number may be incomplete.
            return reader.cursor.byte == 0 ? nil : text
        default:
            try reader.skipValue()
            return nil
        }
    }

    /// - Parameter isCut: True if the body ends within the text. A message may be cut, but a part of a code is another
    ///   code.
    private mutating func take(_ text: Bytes, _ key: Bytes, isCut: Bool, isNested: Bool) {
        let nesting = isNested ? 10 : 0
        if isCut, messageRank(of: key) == nil { return }
        if let rank = codeRank(of: key), rank &+ nesting <= codeRank {
            codeRank = rank &+ nesting
            body.code = text
        } else if let rank = messageRank(of: key), rank &+ nesting <= messageRank {
            messageRank = rank &+ nesting
            body.message = text
        } else if key == "request_id" {
            body.requestID = text
        }
    }

    private func codeRank(of key: Bytes) -> Int? {
        if key == "error_code" { return 0 }
        if key == "errorCode" { return 1 }
        return key == "code" ? 2 : nil
    }

    private func messageRank(of key: Bytes) -> Int? {
        if key == "error_msg" { return 0 }
        if key == "errorMsg" { return 1 }
        if key == "error_message" { return 2 }
        return key == "message" ? 3 : nil
    }
}

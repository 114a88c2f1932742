// Entry points for fuzzers to the internal functions that read bytes from outside, so that no server is needed.
// ../entries.h documents them.
import CCodelab
import Platform
import Service

/// Headers of an answer; NULL for one that is not there.
private struct GivenHeaders: HeaderSource {
    let date: UnsafePointer<CChar>?
    let retryAfter: UnsafePointer<CChar>?
    let requestID: UnsafePointer<CChar>?

    func header(_ name: Literal) -> Bytes? {
        if name.bytes == "Date" { return date.map { Bytes(cString: $0) } }
        if name.bytes == "Retry-After" { return retryAfter.map { Bytes(cString: $0) } }
        return name.bytes == "X-Request-Id" ? requestID.map { Bytes(cString: $0) } : nil
    }
}

private func view(_ bytes: UnsafeRawPointer, _ length: Int) -> Bytes {
    Bytes(bytes.assumingMemoryBound(to: UInt8.self), count: length)
}

private func filled(
    _ bytes: UnsafeRawPointer, _ length: Int, headBytes: Int, _ report: Report
) throws(Failure) -> Block {
    var block = Block(headBytes: headBytes)
    do { try block.append(bytes, count: length) } catch { throw report.outOfMemory() }
    return block
}

private func kind(_ number: Int32) -> ResponseKind {
    switch number {
    case 0: .instance
    case 1: .lease
    case 2: .image
    case 3: .instancePage
    case 4: .imagePage
    default: .flavorPage
    }
}

@_cdecl("entry_answer")
public func entryAnswer(
    _ number: Int32, _ bytes: UnsafeRawPointer, _ length: Int, _ httpStatus: Int32, _ date: UnsafePointer<CChar>?,
    _ retryAfter: UnsafePointer<CChar>?, _ requestID: UnsafePointer<CChar>?, _ signedSeconds: Int64,
    _ secret: UnsafePointer<CChar>, _ out: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    _ error: UnsafeMutableRawPointer
) -> Int32 {
    let report = Report(error.assumingMemoryBound(to: codelab_error.self)).hiding(Bytes(cString: secret))
    let head = ResponseHead(
        httpStatus: httpStatus, headers: GivenHeaders(date: date, retryAfter: retryAfter, requestID: requestID),
        signedSeconds: signedSeconds == Absent.integer ? nil : signedSeconds)
    out.pointee = nil
    do throws(Failure) {
        let kind = kind(number)
        var block = try filled(bytes, length, headBytes: headBytes(kind), report)
        out.pointee = try takeResponse(kind, head, &block, "asking", receivedMs: 0, report)
        return 0
    } catch {
        return error.status
    }
}

@_cdecl("entry_answer_free")
public func entryAnswerFree(_ answer: UnsafeMutableRawPointer?) {
    if let answer { freeResponse(answer) }
}

/// Copies as much as there is room for, and a NUL.
private func copy(_ bytes: Bytes, _ place: UnsafeMutablePointer<UInt8>, _ capacity: Int) {
    var index = 0
    while index < capacity - 1, let byte = bytes[index] {
        place[index] = byte
        index += 1
    }
    place[index] = 0
}

@_cdecl("entry_token")
public func entryToken(
    _ bytes: UnsafeRawPointer, _ length: Int, _ region: UnsafePointer<CChar>,
    _ expiresAtMs: UnsafeMutablePointer<Int64>,
    _ project: UnsafeMutablePointer<UInt8>, _ endpoint: UnsafeMutablePointer<UInt8>, _ capacity: Int,
    _ error: UnsafeMutableRawPointer
) -> Int32 {
    let report = Report(error.assumingMemoryBound(to: codelab_error.self))
    do throws(Failure) {
        var block = try filled(bytes, length, headBytes: 0, report)
        let answer = try decodeToken(&block, region: Bytes(cString: region), report)
        expiresAtMs.pointee = answer.expiresAtMs ?? Absent.integer
        copy(answer.projectID, project, capacity)
        copy(.none, endpoint, capacity)
        if !answer.endpoint.isEmpty {
            copy(try Endpoint(answer.endpoint, "endpoint", allowsPlainHTTP: false, report).text, endpoint, capacity)
        }
        return 0
    } catch {
        return error.status
    }
}

@_cdecl("entry_projects")
public func entryProjects(
    _ bytes: UnsafeRawPointer, _ length: Int, _ name: UnsafePointer<CChar>, _ project: UnsafeMutablePointer<UInt8>,
    _ capacity: Int, _ error: UnsafeMutableRawPointer
) -> Int32 {
    let report = Report(error.assumingMemoryBound(to: codelab_error.self))
    do throws(Failure) {
        var block = try filled(bytes, length, headBytes: 0, report)
        copy(try decodeProjects(&block, name: Bytes(cString: name), report), project, capacity)
        return 0
    } catch {
        return error.status
    }
}

@_cdecl("entry_http_date")
public func entryHTTPDate(_ bytes: UnsafeRawPointer, _ length: Int) -> Int64 {
    httpDateSeconds(view(bytes, length)) ?? Absent.integer
}

@_cdecl("entry_iso_date")
public func entryISODate(_ bytes: UnsafeRawPointer, _ length: Int) -> Int64 {
    isoDateMs(view(bytes, length)) ?? Absent.integer
}

@_cdecl("entry_retry_after")
public func entryRetryAfter(
    _ bytes: UnsafeRawPointer, _ length: Int, _ date: UnsafeRawPointer?, _ dateLength: Int
) -> Int64 {
    retryAfterMs(view(bytes, length), date: date.map { view($0, dateLength) }) ?? Absent.integer
}

/// The first `given` bytes of the lines are the caller's.
@_cdecl("entry_sign")
public func entrySign(
    _ isOlder: Int32, _ texts: UnsafePointer<UnsafeRawPointer>, _ lengths: UnsafePointer<Int>, _ dateSeconds: Int64,
    _ lines: UnsafeMutablePointer<UInt8>, _ canonical: UnsafeMutablePointer<UInt8>, _ capacity: Int,
    _ counts: UnsafeMutablePointer<Int>
) -> Int32 {
    func text(_ index: Int) -> Bytes { view(texts[index], lengths[index]) }
    let form: SignatureForm = isOlder == 0 ? .access : .credential(region: text(4), service: text(5))
    var written = ByteBuffer()
    var request = ByteBuffer()
    var blanked = ByteBuffer()
    do throws(ResourceExhausted) {
        try written.append(text(0))
        try sign(
            &written, method: "POST", url: text(1), body: text(2), signedHeaders: text(3),
            key: SigningKey(accessKey: ("AK" as Literal).bytes, secretKey: ("SK" as Literal).bytes, form: form),
            dateSeconds: dateSeconds, canonical: &request)
        try writeBlanked(canonical: request.bytes, to: &blanked)
    } catch {
        return CODELAB_E_NO_MEMORY.rawValue
    }
    copy(written.bytes, lines, capacity)
    copy(request.bytes, canonical, capacity)
    counts[0] = written.count
    counts[1] = request.count
    counts[2] = blanked.count
    return 0
}

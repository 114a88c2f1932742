import CCodelab
import CSchema
import JSON
package import Platform

/// What IAM says about a token that it has made; the token itself is in a header. The bytes lie in the answer's
/// ``Block``, and are empty for what was not there.
package struct TokenResponse {
    /// Milliseconds since the epoch.
    package var expiresAtMs: Int64?
    package var projectID: Bytes = .none
    /// The service's address, as ``Endpoint`` takes it.
    package var endpoint: Bytes = .none
    /// The catalog has the service in several places.
    package var isAmbiguous = false

    package init() {}
}

/// Reads the body of `POST /v3/auth/tokens`. The block needs no head; its bytes are no longer JSON afterwards.
///
/// - Parameter region: where the service should be, when its entry in the catalog has several places; may be empty.
package func decodeToken(
    _ block: inout Block, region: Bytes, _ report: Report
) throws(Failure) -> TokenResponse {
    var answer = TokenResponse()
    try decodeIAM(&block, likeness: "a token", report) { (reader) throws(JSONError) in
        var key = try reader.firstKey()
        while let name = key {
            if name == "token", reader.kind == .object {
                try answer.read(&reader, region: region)
            } else {
                try reader.skipValue()
            }
            key = try reader.nextKey()
        }
    }
    if !answer.projectID.isEmpty { try checkID(answer.projectID, report) }
    return answer
}

/// Reads the body of `GET /v3/projects`: the id of the project of exactly that name.
///
/// NOT_FOUND also stands for a list that is null, which one cloud answers to signed requests.
package func decodeProjects(_ block: inout Block, name: Bytes, _ report: Report) throws(Failure) -> Bytes {
    var found = Bytes.none
    try decodeIAM(&block, likeness: "a list of projects", report) { (reader) throws(JSONError) in
        var key = try reader.firstKey()
        while let member = key {
            if member == "projects", reader.kind == .array {
                found = try projectID(of: name, &reader)
            } else {
                try reader.skipValue()
            }
            key = try reader.nextKey()
        }
    }
    guard !found.isEmpty else {
        throw report.failure(CODELAB_E_NOT_FOUND) {
            $0.write("IAM lists no project named ")
            $0.write(name, atMost: 64)
            $0.write(" for this credential; give project_id")
        }
    }
    try checkID(found, report)
    return found
}

/// Goes through the array of projects that is next; nothing without one of that name.
private func projectID(of name: Bytes, _ reader: inout JSONReader) throws(JSONError) -> Bytes {
    var found = Bytes.none
    var isMore = try reader.firstObject()
    while isMore {
        let project = try Named(&reader)
        if found.isEmpty, project.name == name { found = project.id }
        isMore = try reader.nextObject()
    }
    return found
}

/// Ids go into URLs.
private func checkID(_ id: Bytes, _ report: Report) throws(Failure) {
    do throws(Failure) {
        try Check.identifier(id, "project_id", report)
    } catch {
        throw report.failure(CODELAB_E_PROTOCOL, "IAM's answer has a project id that cannot be one; give project_id")
    }
}

private func decodeIAM(
    _ block: inout Block, likeness: Literal, _ report: Report, _ body: (inout JSONReader) throws(JSONError) -> Void
) throws(Failure) {
    do { try block.seal() } catch { throw report.outOfMemory() }
    guard let bytes = block.bytes else { throw report.outOfMemory() }
    var frames = cschema_frames()
    let count = block.count
    let failure = withUnsafeMutablePointer(to: &frames) { frames in
        let place = UnsafeMutableRawPointer(frames).assumingMemoryBound(to: Int.self)
        var reader = JSONReader(bytes, count: count, frames: place)
        do throws(JSONError) {
            try body(&reader)
            try reader.finish()
            return nil as Failure?
        } catch {
            return reader.failure(error, "IAM's answer", likeness: likeness, report)
        }
    }
    if let failure { throw failure }
}

extension TokenResponse {
    fileprivate mutating func read(_ reader: inout JSONReader, region: Bytes) throws(JSONError) {
        var key = try reader.firstKey()
        while let name = key {
            if name == "expires_at" {
                expiresAtMs = isoDateMs(try reader.textOrNone())
            } else if name == "project", reader.kind == .object {
                projectID = try Named(&reader).id
            } else if name == "catalog", reader.kind == .array {
                let found = try serviceEndpoint(&reader, region: region)
                endpoint = found.url
                isAmbiguous = found.isAmbiguous
            } else {
                try reader.skipValue()
            }
            key = try reader.nextKey()
        }
    }
}

/// An object of which only id and name count.
private struct Named {
    private(set) var id = Bytes.none
    private(set) var name = Bytes.none

    @inline(never)
    init(_ reader: inout JSONReader) throws(JSONError) {
        var key = try reader.firstKey()
        while let member = key {
            let text = try reader.textOrNone()
            if member == "id" { id = text }
            if member == "name" { name = text }
            key = try reader.nextKey()
        }
    }
}

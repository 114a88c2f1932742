import CCodelab
import CSchema
import JSON
package import Platform

/// IAM's response about a new token; the token itself is in a header. The bytes are in the response's ``Block``, and
/// empty if they are absent.
package struct TokenResponse {
    /// Milliseconds since the epoch.
    package var expiresAtMs: Int64?
    package var projectID: Bytes = .none
    /// The address of the service, as accepted by ``Endpoint``.
    package var endpoint: Bytes = .none
    /// True if the catalog has several addresses of the service.
    package var isAmbiguous = false

    package init() {}
}

/// Reads the body of `POST /v3/auth/tokens`. The block needs no head; afterwards its bytes are no longer JSON.
///
/// - Parameter region: the region of the service, if the catalog has several addresses; may be empty.
package func decodeToken(
    _ block: inout Block, region: Bytes, _ report: Report
) throws(Failure) -> TokenResponse {
    var response = TokenResponse()
    try decodeIAM(&block, likeness: "a token", report) { (reader) throws(JSONError) in
        var key = try reader.firstKey()
        while let name = key {
            if name == "token", reader.kind == .object {
                try response.read(&reader, region: region)
            } else {
                try reader.skipValue()
            }
            key = try reader.nextKey()
        }
    }
    if !response.projectID.isEmpty { try checkID(response.projectID, report) }
    return response
}

/// Reads the body of `GET /v3/projects`, and returns the id of the project with exactly that name.
///
/// Fails with NOT_FOUND also if the list is null, as in one cloud's responses to signed requests.
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
            $0.write(" for this credential; set project_id")
        }
    }
    try checkID(found, report)
    return found
}

/// Reads the array of projects, which is next. Returns an empty id if there is no project with that name.
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

/// Checks an id, which becomes a part of URLs.
private func checkID(_ id: Bytes, _ report: Report) throws(Failure) {
    do throws(Failure) {
        try Check.identifier(id, "project_id", report)
    } catch {
        throw report.failure(CODELAB_E_PROTOCOL, "IAM's response has an invalid project id; set project_id")
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
        let memory = UnsafeMutableRawPointer(frames).assumingMemoryBound(to: Int.self)
        var reader = JSONReader(bytes, count: count, frames: memory)
        do throws(JSONError) {
            try body(&reader)
            try reader.finish()
            return nil as Failure?
        } catch {
            return reader.failure(error, "IAM's response", likeness: likeness, report)
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

/// The id and the name of an object.
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

import Engine
import Platform
import Service

/// A request to the service, independent of project and authorisation.
public struct RequestSpec: ~Copyable {
    let kind: CallKind
    let method: Method
    /// Follows `{endpoint}/v1/{project_id}`.
    let path: ByteBuffer
    let body: RequestBody
    let response: ResponseKind
    let mayBeEmpty: Bool
    let isIdempotent: Bool
    let activity: Literal
    private let subjectStart: Int32
    private let subjectCount: Int32

    /// - Parameters:
    ///   - id: the checked id of the subject, in which nothing needs encoding; empty if the call has none.
    ///   - query: the query with its question mark, or empty.
    @inline(never)
    init(
        _ kind: CallKind, id: Bytes = .none, query: Bytes = .none, _ body: consuming RequestBody = RequestBody()
    ) throws(ResourceExhausted) {
        let entry = kind.entry
        var path = ByteBuffer()
        // The URL of the most frequent call is stored in the AuthContext.
        if kind != .open {
            try path.append(entry.path)
            try path.append(id)
            try path.append(entry.pathEnd)
            try path.append(query)
        }
        self.kind = kind
        self.path = path
        self.body = body
        method = entry.method
        response = entry.response
        mayBeEmpty = entry.mayBeEmpty
        isIdempotent = entry.isIdempotent
        activity = entry.activity
        subjectStart = Int32(truncatingIfNeeded: entry.path.bytes.count)
        subjectCount = Int32(truncatingIfNeeded: id.count)
    }

    /// True for *open*, which some regions do not offer.
    var isOpen: Bool { kind == .open }

    /// The id of the instance or image that the response must have; empty for a new instance; `nil` for lists.
    var subject: Bytes? {
        switch response {
        case .instance, .image, .lease: path.bytes.dropFirst(Int(subjectStart)).prefix(Int(subjectCount))
        case .instancePage, .imagePage, .flavorPage: nil
        }
    }
}

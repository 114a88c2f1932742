/// The requests of a user, so that tests can check what a client sent.
struct RequestLog {
    private(set) var entries: [Entry] = []

    struct Entry {
        let method: String
        let path: String
        let headers: [String: String]
        let body: String
        let call: CallName
        let credential: CredentialKind?
        /// The status; nil if no response was sent.
        let status: Int?
    }

    /// The number of entries kept for each user; the oldest are removed first.
    static let capacity = 10_000
    /// The number of bytes kept of each body.
    static let bodyLimitBytes = 65_536

    mutating func append(_ request: Request, _ call: CallName, status: Int?) {
        if entries.count >= Self.capacity { entries.removeFirst(Self.capacity / 10) }
        let body = String(decoding: request.body.prefix(Self.bodyLimitBytes), as: UTF8.self)
        entries.append(
            Entry(
                method: request.method, path: request.target, headers: request.headers, body: body, call: call,
                credential: request.credentialKind, status: status))
    }

    mutating func removeAll() {
        entries.removeAll()
    }

    var json: JSONValue {
        .array(
            entries.map { entry in
                [
                    "method": .string(entry.method), "path": .string(entry.path), "body": .string(entry.body),
                    "headers": .object(entry.headers.mapValues(JSONValue.string)), "call": .string(entry.call.rawValue),
                    "credential": entry.credential.map { .string($0.rawValue) } ?? .null,
                    "status": entry.status.map { .integer(Int64($0)) } ?? .null,
                ]
            })
    }
}

/// What a user has asked the service for, so that tests can look at what a client really sent.
struct RequestLog {
    private(set) var entries: [Entry] = []

    struct Entry {
        let method: String
        let path: String
        let headers: [String: String]
        let body: String
        let call: CallName
        let credential: CredentialKind?
        /// nil where no answer was sent.
        let status: Int?
    }

    /// Kept of each user; the oldest go first.
    static let capacity = 10_000
    /// Kept of each body.
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

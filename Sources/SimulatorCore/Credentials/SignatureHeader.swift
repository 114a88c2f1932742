/// The two forms of a signature in the `Authorization` header.
enum SignatureForm: String, CaseIterable {
    /// `Access=…`: signed with the secret key itself.
    case access
    /// `Credential=…/date/region/service/sdk_request`: signed with a derived key.
    case credential
}

/// The parsed `Authorization` header of a signed request.
struct SignatureHeader: Equatable {
    let accessKey: String
    /// Header names in lower case, in the given order.
    let signedHeaders: [String]
    let signature: String
    /// The scope, in the form that has one.
    let scope: Scope?

    struct Scope: Equatable {
        let date: String
        let region: String
        let service: String

        static let end = "sdk_request"

        var text: String { "\(date)/\(region)/\(service)/\(Self.end)" }
    }

    static let algorithm = "SDK-HMAC-SHA256"

    var form: SignatureForm { scope == nil ? .access : .credential }

    /// Returns nil if the text cannot be parsed.
    init?(_ text: String) {
        guard text.hasPrefix(Self.algorithm + " ") else { return nil }
        var fields: [Substring: Substring] = [:]
        for field in text.dropFirst(Self.algorithm.count + 1).split(separator: ",") {
            let parts = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, fields[parts[0]] == nil else { return nil }
            fields[parts[0]] = parts[1]
        }
        guard fields.count == 3, let headers = fields["SignedHeaders"], let signature = fields["Signature"] else {
            return nil
        }
        if let access = fields["Access"] {
            accessKey = String(access)
            scope = nil
        } else if let credential = fields["Credential"] {
            let parts = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 5, parts[4] == Scope.end else { return nil }
            accessKey = parts[0]
            scope = Scope(date: parts[1], region: parts[2], service: parts[3])
        } else {
            return nil
        }
        signedHeaders = headers.split(separator: ";").map { $0.lowercased() }
        self.signature = String(signature)
        guard !accessKey.isEmpty, !signedHeaders.isEmpty else { return nil }
    }
}

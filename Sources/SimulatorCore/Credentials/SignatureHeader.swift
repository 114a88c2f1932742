/// The two forms in which the `Authorization` header tells a signature.
enum SignatureForm: String, CaseIterable {
    /// `Access=…`: the key signs as it is.
    case access
    /// `Credential=…/date/region/service/sdk_request`: a key derived from it does.
    case credential
}

/// What the `Authorization` header of a signed request says.
struct SignatureHeader: Equatable {
    let accessKey: String
    /// Lower-case, in the order given.
    let signedHeaders: [String]
    let signature: String
    /// Of the form with a scope only.
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

    /// nil for what cannot be told apart.
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

/// The credentials of a user, for IAM and for the gateway.
struct Identity: Sendable {
    var projectID = RandomText.hex32()
    var projectName = "eu-de"
    var userID = RandomText.hex32()
    var userName = "user-" + RandomText.hex8()
    var password = "Password-" + RandomText.hex8()
    var domainID = RandomText.hex32()
    var domainName = "domain-" + RandomText.hex8()
    /// A token that never expires, and that IAM need not issue.
    var token = RandomText.iamToken()
    var accessKey = RandomText.accessKey()
    var secretKey = RandomText.secretKey()
    /// The next passcode of the user's MFA device, if there is one. It is valid once.
    var passcode: String?
    /// The token of temporary keys, which signed requests must contain.
    var securityToken: String?
}

extension Identity {
    /// The values that a test may set; the project id is always random.
    static let keys = [
        "access_key", "secret_key", "security_token", "user_name", "password", "domain_name", "project_name",
        "user_id", "token", "passcode",
    ]

    init(_ value: JSONValue) throws(InputError) {
        let input = try InputReader(value, what: "user", keys: Self.keys)
        projectName = try input.name("project_name") ?? projectName
        userID = try input.name("user_id") ?? userID
        userName = try input.name("user_name") ?? userName
        password = try input.name("password") ?? password
        domainName = try input.name("domain_name") ?? domainName
        token = try input.name("token") ?? token
        passcode = try input.name("passcode")
        accessKey = try input.name("access_key") ?? accessKey
        secretKey = try input.name("secret_key") ?? secretKey
        securityToken = try Self.securityToken(value["security_token"], input)
    }

    /// Reads a text; true means a random one, and null or false means none.
    private static func securityToken(_ value: JSONValue?, _ input: InputReader) throws(InputError) -> String? {
        switch value {
        case .bool(let isWanted): isWanted ? RandomText.iamToken() : nil
        default: try input.name("security_token")
        }
    }

    /// Returns the values that a client needs, for the creator of the user.
    func json(endpoint: String) -> JSONValue {
        [
            "endpoint": .string(endpoint), "project_id": .string(projectID), "project_name": .string(projectName),
            "token": .string(token), "access_key": .string(accessKey), "secret_key": .string(secretKey),
            "security_token": securityToken.map(JSONValue.string) ?? .null, "user_name": .string(userName),
            "user_id": .string(userID), "password": .string(password), "domain_name": .string(domainName),
            "domain_id": .string(domainID), "passcode": passcode.map(JSONValue.string) ?? .null,
        ]
    }
}

extension InputReader {
    /// Returns a text that is not empty; nil if the key is absent or null.
    fileprivate func name(_ key: String) throws(InputError) -> String? {
        let text = try string(key)
        if text?.isEmpty == true { throw InputError(sentence: "user: '\(key)' cannot be empty") }
        return text
    }
}

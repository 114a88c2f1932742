import CCodelab
import Foundation
import Platform

@testable import Service

/// C strings that live as long as this object.
final class Texts {
    private var copies: [UnsafeMutablePointer<CChar>] = []

    deinit { copies.forEach { free($0) } }

    func copy(_ text: String) -> UnsafePointer<CChar>? {
        guard let copy = strdup(text) else { return nil }
        copies.append(copy)
        return UnsafePointer(copy)
    }
}

/// An environment that a test makes up, and which remembers what was looked for.
final class MadeUpEnvironment: EnvironmentSource {
    private let texts = Texts()
    private let values: [String: UnsafePointer<CChar>]
    private(set) var asked: Set<String> = []

    init(_ values: [String: String]) {
        let texts = texts
        self.values = values.compactMapValues { texts.copy($0) }
    }

    func value(_ name: Literal) -> Bytes? {
        asked.insert(string(name.bytes))
        return values[string(name.bytes)].map { Bytes(cString: $0) }
    }
}

extension codelab_client_options {
    init(_ fields: [String: String], flags: UInt32, _ texts: Texts) {
        self.init()
        struct_size = UInt32(MemoryLayout<codelab_client_options>.size)
        self.flags = flags
        token = fields["token"].flatMap(texts.copy)
        access_key = fields["access_key"].flatMap(texts.copy)
        secret_key = fields["secret_key"].flatMap(texts.copy)
        security_token = fields["security_token"].flatMap(texts.copy)
        user_name = fields["user_name"].flatMap(texts.copy)
        password = fields["password"].flatMap(texts.copy)
        domain_name = fields["domain_name"].flatMap(texts.copy)
        user_id = fields["user_id"].flatMap(texts.copy)
        domain_id = fields["domain_id"].flatMap(texts.copy)
        passcode = fields["passcode"].flatMap(texts.copy)
        project_id = fields["project_id"].flatMap(texts.copy)
        project_name = fields["project_name"].flatMap(texts.copy)
        region = fields["region"].flatMap(texts.copy)
        endpoint = fields["endpoint"].flatMap(texts.copy)
        iam_endpoint = fields["iam_endpoint"].flatMap(texts.copy)
    }
}

/// What was found of an account: the fields that are not empty, and the kind.
func account(
    _ options: [String: String], _ environment: MadeUpEnvironment, flags: UInt32 = 0
) -> (fields: [String: String], failure: Told?) {
    var found: [String: String] = [:]
    let texts = Texts()
    let options = codelab_client_options(options, flags: flags, texts)
    let failure = told { report in
        let settings = try AccountSettings(
            options, allowsPlainHTTP: flags & CODELAB_CLIENT_ALLOW_HTTP != 0, environment: environment, report)
        let all: [(String, Bytes)] = [
            ("token", settings.token), ("access_key", settings.accessKey), ("secret_key", settings.secretKey),
            ("security_token", settings.securityToken), ("user_name", settings.userName),
            ("password", settings.password), ("domain_name", settings.domainName),
            ("user_id", settings.userID), ("domain_id", settings.domainID), ("passcode", settings.passcode),
            ("project_id", settings.projectID), ("project_name", settings.projectName), ("region", settings.region),
            ("endpoint", settings.endpoint?.text ?? .none), ("iam_endpoint", settings.iamEndpoint?.text ?? .none),
        ]
        for (name, text) in all where !text.isEmpty { found[name] = string(text) }
        switch settings.kind {
        case .token: found["kind"] = "token"
        case .keys: found["kind"] = "keys"
        case .password: found["kind"] = "password"
        }
    }
    return (found, failure)
}

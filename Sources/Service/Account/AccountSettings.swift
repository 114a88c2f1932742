package import CCodelab
package import Platform

/// The credential and the location of a client, found and checked as documented at `codelab_client_options`.
///
/// The texts are views of the options, of the environment and of the table of regions. A missing text is empty.
package struct AccountSettings {
    package let kind: CredentialKind
    package let token: Bytes
    package let accessKey: Bytes
    package let secretKey: Bytes
    package let securityToken: Bytes
    package let userName: Bytes
    package let password: Bytes
    package let domainName: Bytes
    package let userID: Bytes
    package let passcode: Bytes
    package let domainID: Bytes
    /// Empty if it must be looked up, or comes with a token.
    package let projectID: Bytes
    /// The name of the region, if no project was given.
    package let projectName: Bytes
    package let region: Bytes
    /// `nil` if IAM's catalog has it, which is only possible with user and password.
    package let endpoint: Endpoint?
    /// `nil` if it is not needed.
    package let iamEndpoint: Endpoint?

    /// True if some request may use TLS.
    package var mayUseTLS: Bool { endpoint?.isSecure != false || iamEndpoint?.isSecure == true }

    /// True if all requests go to this machine.
    package var isLoopback: Bool { endpoint?.isLoopback == true && iamEndpoint?.isLoopback != false }

    /// - Parameters:
    ///   - options: the client's options, whose flags may disable the environment.
    ///   - allowsPlainHTTP: True if http:// is allowed to hosts other than this machine.
    package init<Environment: EnvironmentSource>(
        _ options: codelab_client_options, allowsPlainHTTP: Bool, environment: Environment, _ report: Report
    ) throws(Failure) {
        let reader = try AccountReader(options, environment, report)
        let parts = try CredentialParts(reader, report)
        let location = try AccountLocation(reader, allowsPlainHTTP: allowsPlainHTTP, report)
        kind = reader.kind
        token = parts.token
        accessKey = parts.accessKey
        secretKey = parts.secretKey
        securityToken = parts.securityToken
        userName = parts.userName
        password = parts.password
        domainName = parts.domainName
        userID = parts.userID
        passcode = parts.passcode
        domainID = parts.domainID
        projectID = location.projectID
        projectName = location.projectName
        region = location.region
        endpoint = location.endpoint
        iamEndpoint = location.iamEndpoint
    }
}

private struct CredentialParts {
    let token: Bytes
    let accessKey: Bytes
    let secretKey: Bytes
    let securityToken: Bytes
    let userName: Bytes
    let password: Bytes
    let domainName: Bytes
    let userID: Bytes
    let passcode: Bytes
    let domainID: Bytes

    init<Environment: EnvironmentSource>(
        _ reader: AccountReader<Environment>, _ report: Report
    ) throws(Failure) {
        func secret(_ field: AccountField, longest: Int) throws(Failure) -> Bytes {
            let given = reader.credential(field)
            try Check.secret(given, longest: longest, report)
            return given.text
        }
        func text(_ field: AccountField) throws(Failure) -> Bytes {
            let given = reader.credential(field)
            try Check.accountText(given, longest: 256, report)
            return given.text
        }
        let accessKey = reader.credential(.accessKey)
        try Check.accessKey(accessKey, report)
        self.accessKey = accessKey.text
        token = try secret(.token, longest: 32768)
        secretKey = try secret(.secretKey, longest: 256)
        securityToken = try secret(.securityToken, longest: 32768)
        userName = try text(.userName)
        password = try text(.password)
        domainName = try text(.domainName)
        userID = try text(.userID)
        passcode = try text(.passcode)
        domainID = try text(.domainID)
    }
}

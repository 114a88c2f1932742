package import CCodelab
package import Platform

/// Who a client is, and where: found as the comment above `codelab_client_options` says, and checked.
///
/// The texts are views of the options, of the environment and of the table of regions; one that is not there is empty.
package struct AccountSettings {
    package let kind: CredentialKind
    package let token: Bytes
    package let accessKey: Bytes
    package let secretKey: Bytes
    package let securityToken: Bytes
    package let userName: Bytes
    package let password: Bytes
    package let domainName: Bytes
    /// Empty: it has to be looked up, or comes with a token.
    package let projectID: Bytes
    /// The region's, if none was given.
    package let projectName: Bytes
    package let region: Bytes
    /// `nil`, for user and password only: IAM's catalog has it.
    package let endpoint: Endpoint?
    /// `nil` only when it is not needed.
    package let iamEndpoint: Endpoint?

    /// Whether a request may go over TLS.
    package var mayUseTLS: Bool { endpoint?.isSecure != false || iamEndpoint?.isSecure == true }

    /// Whether all requests go to this machine.
    package var isLoopback: Bool { endpoint?.isLoopback == true && iamEndpoint?.isLoopback != false }

    /// - Parameters:
    ///   - options: their flags decide whether the environment counts.
    ///   - allowsPlainHTTP: also to hosts that are not this one.
    package init<Environment: EnvironmentSource>(
        _ options: codelab_client_options, allowsPlainHTTP: Bool, environment: Environment, _ report: Report
    ) throws(Failure) {
        let reader = try AccountReader(options, environment, report)
        let parts = try CredentialParts(reader, report)
        let place = try AccountPlace(reader, allowsPlainHTTP: allowsPlainHTTP, report)
        kind = reader.kind
        token = parts.token
        accessKey = parts.accessKey
        secretKey = parts.secretKey
        securityToken = parts.securityToken
        userName = parts.userName
        password = parts.password
        domainName = parts.domainName
        projectID = place.projectID
        projectName = place.projectName
        region = place.region
        endpoint = place.endpoint
        iamEndpoint = place.iamEndpoint
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
    }
}

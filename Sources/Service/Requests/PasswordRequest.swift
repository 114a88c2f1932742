package import Platform

/// The user who signs in to IAM, and the scope of the token. Texts may be empty; an id takes precedence over a name.
package struct PasswordLogin {
    package var userID = Bytes.none
    package var userName = Bytes.none
    package var password = Bytes.none
    /// Of a virtual MFA device.
    package var passcode = Bytes.none
    package var domainID = Bytes.none
    package var domainName = Bytes.none
    package var projectID = Bytes.none
    package var projectName = Bytes.none

    package init() {}
}

extension RequestBody {
    /// Returns the body of `POST /v3/auth/tokens`, with the password method, a passcode if there is one, and the project
    /// as scope.
    package static func password(_ login: PasswordLogin, _ report: Report) throws(Failure) -> RequestBody {
        var writer = try BodyWriter(report)
        try writer.enter("auth")
        try writer.enter("identity")
        if login.passcode.isEmpty {
            try writer.member("methods", arrayOf: "password")
        } else {
            try writer.member("methods", arrayOf: "password", "totp")
            try writeUser(login, "totp", secret: "passcode", login.passcode, &writer)
        }
        try writeUser(login, "password", secret: "password", login.password, &writer)
        try writer.leave()
        try writeScope(login, &writer)
        return try writer.finish()
    }

    private static func writeUser(
        _ login: PasswordLogin, _ method: Literal, secret key: Literal, _ secret: Bytes, _ writer: inout BodyWriter
    ) throws(Failure) {
        try writer.enter(method)
        try writer.enter("user")
        if login.userID.isEmpty {
            try writer.member("name", login.userName, field: "user_name")
            try writer.enter("domain")
            if login.domainID.isEmpty {
                try writer.member("name", login.domainName, field: "domain_name")
            } else {
                try writer.member("id", login.domainID, field: "domain_id")
            }
            try writer.leave()
        } else {
            try writer.member("id", login.userID, field: "user_id")
        }
        try writer.member(key, secret)
        try writer.leave()
        try writer.leave()
    }

    /// Writes the scope. Without a project, IAM chooses the scope.
    private static func writeScope(_ login: PasswordLogin, _ writer: inout BodyWriter) throws(Failure) {
        if login.projectID.isEmpty && login.projectName.isEmpty { return }
        try writer.enter("scope")
        try writer.enter("project")
        if login.projectID.isEmpty {
            try writer.member("name", login.projectName, field: "project_name")
        } else {
            try writer.member("id", login.projectID, field: "project_id")
        }
    }
}

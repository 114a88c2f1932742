package import Platform

/// The user who signs in to IAM, and the project.
package struct PasswordLogin {
    package let userName: Bytes
    package let password: Bytes
    package let domainName: Bytes
    /// Takes precedence over ``projectName``; each may be empty.
    package let projectID: Bytes
    package let projectName: Bytes

    package init(userName: Bytes, password: Bytes, domainName: Bytes, projectID: Bytes, projectName: Bytes) {
        self.userName = userName
        self.password = password
        self.domainName = domainName
        self.projectID = projectID
        self.projectName = projectName
    }
}

extension RequestBody {
    /// Returns the body of `POST /v3/auth/tokens`, with the password method and the project as scope.
    package static func password(_ login: PasswordLogin, _ report: Report) throws(Failure) -> RequestBody {
        var writer = try BodyWriter(report)
        try writer.enter("auth")
        try writer.enter("identity")
        try writer.member("methods", arrayOf: "password")
        try writer.enter("password")
        try writer.enter("user")
        try writer.member("name", login.userName, field: "user_name")
        try writer.member("password", login.password)
        try writer.enter("domain")
        try writer.member("name", login.domainName, field: "domain_name")
        // Leave domain, user, password and identity.
        try writer.leave()
        try writer.leave()
        try writer.leave()
        try writer.leave()
        try writeScope(login, &writer)
        return try writer.finish()
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

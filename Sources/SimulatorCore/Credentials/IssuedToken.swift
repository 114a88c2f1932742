/// A token that IAM has issued.
struct IssuedToken: Equatable {
    /// The owner, identified by the project.
    let owner: String
    let scope: TokenScope
    let expiresMS: Int64
    var isRevoked = false
}

/// The scope of a token.
enum TokenScope: Equatable {
    case project
    case domain
    case none
}

/// A token that IAM has given out.
struct IssuedToken: Equatable {
    /// Whose it is, by the project.
    let owner: String
    let scope: TokenScope
    let expiresMS: Int64
    var isRevoked = false
}

/// What a token is good for.
enum TokenScope: Equatable {
    case project
    case domain
    case none
}

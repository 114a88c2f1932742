import CCodelab
import CSchema
import Platform

/// The kinds of credentials.
package enum CredentialKind {
    /// A token that the caller provides.
    case token
    /// An access key and its secret, permanent or temporary.
    case keys
    /// A user of IAM.
    case password
}

/// The fields of the credential and of the location: the rows of the table in cschema_account.c, in its order. The
/// credential's fields come first.
enum AccountField: UInt8, CaseIterable {
    case token, accessKey, secretKey, securityToken
    case userName, userID, password, passcode, domainName, domainID
    case projectID, projectName, region, endpoint, iamEndpoint

    static var firstCredential: AccountField { .token }

    var next: AccountField? { AccountField(rawValue: rawValue &+ 1) }

    /// The kind of credential that the field belongs to; `nil` for a field of the location.
    var kind: CredentialKind? {
        switch cschema_account_kind_of(UInt32(rawValue)) {
        case .token: .token
        case .keys: .keys
        case .password: .password
        // Not exhaustive: that would add a trap for values that the C enum does not have.
        default: nil
        }
    }

    /// The member of the options.
    var option: Literal { name(0) }

    @inline(never)
    func text(_ options: codelab_client_options) -> UnsafePointer<CChar>? {
        withUnsafeBytes(of: options) { cschema_account_option(UInt32(rawValue), $0.baseAddress) }
    }

    /// Returns the field's variable of a family; empty if there is none.
    func variable(_ family: VariableFamily) -> Literal {
        switch family {
        case .codelab: name(1)
        case .openStack: name(2)
        case .huaweiCloud: name(4)
        case .terraform: name(5)
        }
    }

    /// Returns the second variable of a family; empty if there is none.
    func otherVariable(_ family: VariableFamily) -> Literal { family == .openStack ? name(3) : "" }

    @inline(never)
    private func name(_ index: UInt32) -> Literal {
        guard let name = cschema_account_name(UInt32(rawValue), index) else { return "" }
        return Literal(constant: name)
    }
}

/// The families of environment variables, in the order of precedence.
enum VariableFamily: UInt8 {
    case codelab, openStack, huaweiCloud, terraform

    var next: VariableFamily? { VariableFamily(rawValue: rawValue &+ 1) }
}

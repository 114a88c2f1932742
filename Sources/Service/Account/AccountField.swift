import CCodelab
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

/// The fields of the credential and of the location, in the order of the header's table. The credential's fields come
/// first.
enum AccountField: UInt8 {
    case token, accessKey, secretKey, securityToken, userName, password, domainName
    case projectID, projectName, region, endpoint, iamEndpoint

    static var firstCredential: AccountField { .token }

    var next: AccountField? { AccountField(rawValue: rawValue &+ 1) }

    /// The kind of credential that the field belongs to; `nil` for a field of the location.
    var kind: CredentialKind? {
        switch self {
        case .token: .token
        case .accessKey, .secretKey, .securityToken: .keys
        case .userName, .password, .domainName: .password
        case .projectID, .projectName, .region, .endpoint, .iamEndpoint: nil
        }
    }

    /// True if a credential of this kind is incomplete without the field.
    var isRequired: Bool { kind != nil && self != .securityToken }

    /// The member of the options.
    var option: Literal {
        switch self {
        case .token: "token"
        case .accessKey: "access_key"
        case .secretKey: "secret_key"
        case .securityToken: "security_token"
        case .userName: "user_name"
        case .password: "password"
        case .domainName: "domain_name"
        case .projectID: "project_id"
        case .projectName: "project_name"
        case .region: "region"
        case .endpoint: "endpoint"
        case .iamEndpoint: "iam_endpoint"
        }
    }

    func text(_ options: codelab_client_options) -> UnsafePointer<CChar>? {
        switch self {
        case .token: options.token
        case .accessKey: options.access_key
        case .secretKey: options.secret_key
        case .securityToken: options.security_token
        case .userName: options.user_name
        case .password: options.password
        case .domainName: options.domain_name
        case .projectID: options.project_id
        case .projectName: options.project_name
        case .region: options.region
        case .endpoint: options.endpoint
        case .iamEndpoint: options.iam_endpoint
        }
    }

    /// The environment variables of the field, as in the header's table.
    var variables: Variables {
        switch self {
        case .token: Variables("CODELAB_TOKEN", "OS_AUTH_TOKEN", "OS_TOKEN")
        case .accessKey: Variables("CODELAB_ACCESS_KEY", "OS_ACCESS_KEY", huawei: "HUAWEICLOUD_SDK_AK")
        case .secretKey: Variables("CODELAB_SECRET_KEY", "OS_SECRET_KEY", huawei: "HUAWEICLOUD_SDK_SK")
        case .securityToken:
            Variables("CODELAB_SECURITY_TOKEN", "OS_SECURITY_TOKEN", huawei: "HUAWEICLOUD_SDK_SECURITY_TOKEN")
        case .userName: Variables("CODELAB_USER_NAME", "OS_USERNAME")
        case .password: Variables("CODELAB_PASSWORD", "OS_PASSWORD")
        case .domainName: Variables("CODELAB_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME")
        case .projectID:
            Variables("CODELAB_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID", huawei: "HUAWEICLOUD_SDK_PROJECT_ID")
        case .projectName: Variables("CODELAB_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME")
        case .region: Variables("CODELAB_REGION", "OS_REGION_NAME")
        case .endpoint: Variables("CODELAB_ENDPOINT", "")
        case .iamEndpoint: Variables("CODELAB_IAM_ENDPOINT", "OS_AUTH_URL", huawei: "HUAWEICLOUD_SDK_IAM_ENDPOINT")
        }
    }
}

/// The families of environment variables, in the order of precedence.
enum VariableFamily: UInt8 {
    case codelab, openStack, huaweiCloud

    var next: VariableFamily? { VariableFamily(rawValue: rawValue &+ 1) }
}

/// The variables of one field. An empty name means that there is none.
struct Variables {
    private let codelab: Literal
    private let openStack: Literal
    private let otherOpenStack: Literal
    private let huaweiCloud: Literal

    init(_ codelab: Literal, _ openStack: Literal, _ otherOpenStack: Literal = "", huawei: Literal = "") {
        self.codelab = codelab
        self.openStack = openStack
        self.otherOpenStack = otherOpenStack
        huaweiCloud = huawei
    }

    func first(_ family: VariableFamily) -> Literal {
        switch family {
        case .codelab: codelab
        case .openStack: openStack
        case .huaweiCloud: huaweiCloud
        }
    }

    func second(_ family: VariableFamily) -> Literal { family == .openStack ? otherOpenStack : "" }
}

import CCodelab
import Platform

/// What to do about a failure, as the end of its message.
enum Hint {
    /// May be empty.
    case text(Bytes)
    /// The difference between this machine's clock and the service's.
    case clock(minutes: Int64, isBehind: Bool)
    /// The host in this option does not know the call.
    case address(Literal)

    /// The number of bytes that ``write(to:)`` writes.
    var length: Int {
        switch self {
        case .text(let text): text.isEmpty ? 0 : 2 &+ text.count
        case .clock(let minutes, let isBehind):
            Self.clockStart.bytes.count &+ decimalLength(minutes) &+ Self.clockEnd(isBehind).bytes.count
        case .address(let field): Self.addressStart.bytes.count &+ field.bytes.count &+ Self.addressEnd.bytes.count
        }
    }

    func write(to writer: inout TextWriter) {
        switch self {
        case .text(let text):
            if text.isEmpty { return }
            writer.write("; ")
            writer.write(own: text)
        case .clock(let minutes, let isBehind):
            writer.write(Self.clockStart)
            writer.write(minutes)
            writer.write(Self.clockEnd(isBehind))
        case .address(let field):
            writer.write(Self.addressStart)
            writer.write(field)
            writer.write(Self.addressEnd)
        }
    }

    private static var addressStart: Literal { "; the host of " }

    private static var addressEnd: Literal { " does not know this path: compare it with the region's endpoint" }

    private static var clockStart: Literal { "; this machine's clock is " }

    private static func clockEnd(_ isBehind: Bool) -> Literal {
        isBehind ? " min behind the service's: set it" : " min ahead of the service's: set it"
    }
}

/// Returns the most specific hint: for the cause in the text, for the code, or for its group.
///
/// - Parameters:
///   - dateMs: the time of the service's clock.
///   - signedSeconds: the time in the signature, by this machine's clock; `nil` if the request was not signed.
func hint(
    _ entry: ErrorTable.Entry, _ body: ServiceErrorBody, dateMs: Int64?, signedSeconds: Int64?
) -> Hint {
    if isAboutCaller(body.code) {
        if let refusal = CredentialRejection.find(body.message) {
            let skew = ClockSkew(body.message) ?? ClockSkew(dateMs, signedSeconds)
            if refusal.isAboutClock, let skew, skew.minutes > 0 {
                return .clock(minutes: skew.minutes, isBehind: skew.isBehind)
            }
            return .text(refusal.hint)
        }
        if let skew = ClockSkew(dateMs, signedSeconds), skew.isRefused {
            return .clock(minutes: skew.minutes, isBehind: skew.isBehind)
        }
    }
    if !entry.hint.isEmpty { return .text(entry.hint) }
    if entry.group == CODELAB_E_AUTHENTICATION { return .text(credentialHint(body.code, signedSeconds).bytes) }
    return .text(groupHint(entry.group).bytes)
}

/// Returns true for the codes with which gateways reject the credential, for any reason.
func isAboutCaller(_ code: Bytes) -> Bool {
    switch ErrorTable.gatewayNumber(code) {
    case 301, 303, 305, 307: true
    default: false
    }
}

private func credentialHint(_ code: Bytes, _ signedSeconds: Int64?) -> Literal {
    if signedSeconds != nil { return "check access_key and secret_key" }
    // The code of IAM.
    if code == "401" { return "check user_name, password and domain_name, or get a new token" }
    return "get a new token, scoped to this project"
}

private func groupHint(_ group: codelab_status) -> Literal {
    switch group {
    case CODELAB_E_PERMISSION: "ask the account's administrator, and compare project_id with the token's project"
    case CODELAB_E_NOT_OFFERED: "some regions have withdrawn this call"
    case CODELAB_E_QUOTA: "free something, or try another flavor"
    case CODELAB_E_RATE_LIMIT: "wait, and send fewer requests"
    default: ""
    }
}

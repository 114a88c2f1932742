import CCodelab
import Platform

/// What to do about a failure, as the end of its sentence.
enum Hint {
    /// May be empty.
    case text(Bytes)
    /// The clock of this machine and the service's are so far apart.
    case clock(minutes: Int64, isBehind: Bool)
    /// The host that this option names does not know the call.
    case address(Literal)

    /// Bytes that ``write(to:)`` takes.
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

    private static var addressEnd: Literal { " has no such route: compare it with the region's address of the service" }

    private static var clockStart: Literal { "; this machine's clock is " }

    private static func clockEnd(_ isBehind: Bool) -> Literal {
        isBehind ? " min behind the service's: set it" : " min ahead of the service's: set it"
    }
}

/// The most particular advice that there is: on the cause that the text names, on the code, on its group.
///
/// - Parameters:
///   - dateMs: the service's clock.
///   - signedSeconds: what this machine's clock showed when the request was signed; `nil`: it was not signed.
func advice(
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
    if entry.group == CODELAB_E_AUTHENTICATION { return .text(credentialAdvice(body.code, signedSeconds).bytes) }
    return .text(groupAdvice(entry.group).bytes)
}

/// The codes by which gateways refuse the caller, whatever the reason.
func isAboutCaller(_ code: Bytes) -> Bool {
    switch ErrorTable.gatewayNumber(code) {
    case 301, 303, 305, 307: true
    default: false
    }
}

private func credentialAdvice(_ code: Bytes, _ signedSeconds: Int64?) -> Literal {
    if signedSeconds != nil { return "compare access_key and secret_key with what the console gave" }
    // So IAM says it.
    if code == "401" { return "compare user_name, password and domain_name, or get a new token" }
    return "get a new token, scoped to this project"
}

private func groupAdvice(_ group: codelab_status) -> Literal {
    switch group {
    case CODELAB_E_PERMISSION: "ask the account's administrator, and compare the project with the token's"
    case CODELAB_E_NOT_OFFERED: "some regions have withdrawn this call"
    case CODELAB_E_QUOTA: "free something, or try another flavor"
    case CODELAB_E_RATE_LIMIT: "wait, and send fewer requests"
    default: ""
    }
}

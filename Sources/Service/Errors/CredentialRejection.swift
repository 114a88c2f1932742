import CSchema
package import Platform

/// Why a gateway did not accept the caller, by the text beside its code; the data is in cschema_refusals.c.
struct CredentialRejection {
    private let cause: cschema_refusal
    /// What to do, as the end of a sentence.
    let hint: Bytes

    /// `nil` for a text that nobody has written down.
    static func find(_ message: Bytes) -> CredentialRejection? {
        let start = UnsafeRawPointer(message.start).assumingMemoryBound(to: CChar.self)
        guard let row = cschema_refusal_find(start, message.count)?.pointee, let hint = row.hint else { return nil }
        return CredentialRejection(cause: row.refusal, hint: Bytes(cString: hint))
    }

    /// Signed with a wrong clock, or too long ago.
    var isAboutClock: Bool { cause == .clock }

    /// The key has been locked, for five minutes.
    var isLock: Bool { cause == .locked }

    /// The same key will never do.
    var isAboutKey: Bool { cause == .signature || cause == .key }
}

/// For how many milliseconds a credential must not be tried again after a refusal; `nil`: nothing speaks against it.
///
/// A refusal counts when it is about the credential itself, which no repetition changes, and when repetitions do harm:
/// five wrong signatures in a row lock a key for five minutes. A clock or a token that is too old is no such reason.
///
/// - Parameter isSigned: whether the request was signed. Then a gateway's refusal without a known text counts as well,
///   since some deployments tell no more.
package func locksOut(httpStatus: Int32, code: Bytes, message: Bytes, isSigned: Bool = false) -> Int64? {
    if isAboutCaller(code) {
        guard let refusal = CredentialRejection.find(message) else {
            return isSigned && (httpStatus == 401 || httpStatus == 403) ? 60_000 : nil
        }
        return refusal.isLock ? 300_000 : (refusal.isAboutKey ? 60_000 : nil)
    }
    // An access key that ModelArts itself does not know.
    if httpStatus == 403 && code == "ModelArts.0206" { return 60_000 }
    // IAM has no codes of its own for it.
    return httpStatus == 401 && !ErrorTable.isFamiliar(code) ? 60_000 : nil
}

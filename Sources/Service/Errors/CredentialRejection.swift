import CSchema
package import Platform

/// The reason for which a gateway rejected the credential, found by the text next to its code; the data is in
/// cschema_refusals.c.
struct CredentialRejection {
    private let cause: cschema_refusal
    /// What to do, as the end of a sentence.
    let hint: Bytes

    /// Returns the reason, or `nil` for an unknown text.
    static func find(_ message: Bytes) -> CredentialRejection? {
        let start = UnsafeRawPointer(message.start).assumingMemoryBound(to: CChar.self)
        guard let row = cschema_refusal_find(start, message.count)?.pointee, let hint = row.hint else { return nil }
        return CredentialRejection(cause: row.refusal, hint: Bytes(cString: hint))
    }

    /// True if the signature has a wrong or old time.
    var isAboutClock: Bool { cause == .clock }

    /// True if the service has locked the key, which it does for five minutes.
    var isLock: Bool { cause == .locked }

    /// True if the key or its secret is wrong, so that no repetition succeeds.
    var isAboutKey: Bool { cause == .signature || cause == .key }
}

/// The time for which the library does not use a rejected credential.
private var lockoutMs: Int64 { 60_000 }

/// The time for which the service locks a key.
private var serviceLockoutMs: Int64 { 300_000 }

/// Returns for how many milliseconds the credential is locked out after a rejection; `nil` if it can be used at once.
///
/// A rejection locks out the credential if it is about the credential itself, which no repetition changes, because
/// repetitions do harm: five consecutive wrong signatures lock a key for five minutes. A wrong clock or an old token
/// does not.
///
/// - Parameter isSigned: True if the request was signed. Then a gateway's rejection with an unknown text locks out,
///   too, because some deployments send no details.
package func locksOut(httpStatus: Int32, code: Bytes, message: Bytes, isSigned: Bool = false) -> Int64? {
    if isAboutCaller(code) {
        guard let refusal = CredentialRejection.find(message) else {
            return isSigned && (httpStatus == 401 || httpStatus == 403) ? lockoutMs : nil
        }
        return refusal.isLock ? serviceLockoutMs : (refusal.isAboutKey ? lockoutMs : nil)
    }
    // ModelArts itself does not know the access key.
    if httpStatus == 403 && code == "ModelArts.0206" { return lockoutMs }
    // IAM has no own codes for this.
    return httpStatus == 401 && !ErrorTable.isFamiliar(code) ? lockoutMs : nil
}

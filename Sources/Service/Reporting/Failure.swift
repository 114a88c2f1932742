package import CCodelab

/// The failure of a call. Its message and details are in the ``Report``.
package struct Failure: Error {
    package let status: Int32
    /// How long the credential is locked out, if it was rejected.
    package var lockoutMs: Int64?
    /// How the caller of the failing function can recover. One byte: a larger failure would make all throwing code
    /// larger.
    package var remedy = Remedy.none

    package enum Remedy: UInt8 {
        case none
        /// The token was rejected; the same request may succeed with a new one.
        case newToken
        /// The body is truncated. If the connection broke, the same request may succeed.
        case wholeResponse
    }

    package init(_ status: codelab_status) { self.status = status.rawValue }
}

package import CCodelab

/// The failure of a call. Its message and details are in the ``Report``.
package struct Failure: Error {
    package let status: Int32
    /// How long the credential must not be tried again, because it was refused as such.
    package var heldMs: Int64?
    /// What the caller of the failing function can do about it. One byte: a larger failure would cost code wherever one can
    /// be thrown.
    package var remedy = Remedy.none

    package enum Remedy: UInt8 {
        case none
        /// The token was rejected; the same request may succeed with a new one.
        case newToken
        /// The body ends before it is complete: if the connection broke, the same request may succeed.
        case wholeResponse
    }

    package init(_ status: codelab_status) { self.status = status.rawValue }
}

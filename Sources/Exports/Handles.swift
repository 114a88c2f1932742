import CCodelab
import Engine
import Operations
import Platform
import Service

/// The opaque pointers of the header, and what they point to.
extension OpaquePointer {
    var client: UnsafeMutablePointer<Client> { UnsafeMutablePointer(self) }
    var cancel: UnsafeMutablePointer<Cancel> { UnsafeMutablePointer(self) }
    var pager: UnsafeMutablePointer<Pager> { UnsafeMutablePointer(self) }
    var watch: UnsafeMutablePointer<Watch> { UnsafeMutablePointer(self) }
}

/// Refuses a cancel object that was made before a fork(): its stop button is the parent's.
func checkCancel(
    _ cancel: OpaquePointer?, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<Cancel>? {
    guard let cancel = cancel?.cancel else { return nil }
    guard cancel.pointee.belongsToThisProcess else {
        throw report.failure(
            CODELAB_E_STATE, "the cancel object was made before fork(); make a new one in the child")
    }
    return cancel
}

/// Sets the place for a result to NULL, which it stays on failure.
func checkOut<Value>(
    _ out: UnsafeMutablePointer<Value?>?, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<Value?> {
    guard let out else { throw Check.refuse("out", "is NULL", report) }
    out.pointee = nil
    return out
}

/// The bounds of one call, and a reference to the cancel object that lasts as long: it may be freed meanwhile.
struct Held: ~Copyable {
    private let cancel: UnsafeMutablePointer<Cancel>?

    init(_ cancel: UnsafeMutablePointer<Cancel>?) {
        cancel?.pointee.retain()
        self.cancel = cancel
    }

    deinit {
        if let cancel { Cancel.release(cancel) }
    }

    var value: Bounds { Bounds(cancel) }
}

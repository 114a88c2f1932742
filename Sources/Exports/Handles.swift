import CCodelab
import Engine
import Operations
import Platform
import Service

/// The objects that the header's opaque pointers refer to.
extension OpaquePointer {
    var client: UnsafeMutablePointer<Client> { UnsafeMutablePointer(self) }
    var cancel: UnsafeMutablePointer<Cancel> { UnsafeMutablePointer(self) }
    var pager: UnsafeMutablePointer<Pager> { UnsafeMutablePointer(self) }
    var watch: UnsafeMutablePointer<Watch> { UnsafeMutablePointer(self) }
    var queue: UnsafeMutablePointer<Queue> { UnsafeMutablePointer(self) }
}

/// Rejects a cancel object that was made before a fork(): its event belongs to the parent.
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

func checkWatch(_ watch: OpaquePointer?, _ report: Report) throws(Failure) -> UnsafeMutablePointer<Watch> {
    guard let watch = watch?.watch else { throw Check.refuse("watch", "is NULL", report) }
    guard watch.pointee.belongsToThisProcess else {
        throw report.failure(CODELAB_E_STATE, "the watch was made before fork(); make a new one in the child")
    }
    return watch
}

func checkPager(_ pager: OpaquePointer?, _ report: Report) throws(Failure) -> UnsafeMutablePointer<Pager> {
    guard let pager = pager?.pager else { throw Check.refuse("pager", "is NULL", report) }
    guard pager.pointee.belongsToThisProcess else {
        throw report.failure(CODELAB_E_STATE, "the pager was made before fork(); make a new one in the child")
    }
    return pager
}

func checkQueue(_ queue: OpaquePointer?, _ report: Report) throws(Failure) -> UnsafeMutablePointer<Queue> {
    guard let queue = queue?.queue else { throw Check.refuse("queue", "is NULL", report) }
    guard queue.pointee.belongsToThisProcess else {
        throw report.failure(CODELAB_E_STATE, "the queue was made before fork(); make a new one in the child")
    }
    return queue
}

/// Checks the address for a result, and sets the result to NULL, which it remains on failure.
func checkOut<Value>(
    _ out: UnsafeMutablePointer<Value?>?, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<Value?> {
    guard let out else { throw Check.refuse("out", "is NULL", report) }
    out.pointee = nil
    return out
}

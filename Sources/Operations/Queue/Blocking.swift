package import CCodelab
package import Engine
import Platform
import Service

/// Runs operations on the calling thread until they end. A failure is written to the record.
package enum Blocking {
    package static func run(
        _ call: UnsafeMutablePointer<ServiceCall>, _ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        call.pointee.client.pointee.pool.run(Job(.call(call)), bounds, record)
    }

    /// Runs until the instance has changed. The caller frees the instance that is returned.
    package static func next(
        _ watch: UnsafeMutablePointer<Watch>, _ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>
    ) -> UnsafeMutablePointer<codelab_instance>? {
        watch.pointee.begin(deadlineMs: bounds.deadlineMs)
        watch.pointee.client.pointee.pool.run(Job(.watch(watch)), bounds, record)
        return watch.pointee.takeInstance()
    }

    /// Fetches the next page. The caller frees it.
    package static func next(
        _ pager: UnsafeMutablePointer<Pager>, _ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>
    ) -> (status: Int32, page: UnsafeMutablePointer<codelab_page>?) {
        pager.pointee.begin(deadlineMs: bounds.deadlineMs)
        pager.pointee.client.pointee.pool.run(Job(.list(pager)), bounds, record)
        return pager.pointee.takePage(record)
    }
}

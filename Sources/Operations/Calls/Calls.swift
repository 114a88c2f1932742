package import CCodelab
import Engine
package import Platform
package import Service

/// The calls of the header that are one request, each as a ``ServiceCall``: arguments checked, nothing sent yet.
extension ServiceCall {
    package static func open(
        _ client: UnsafeMutablePointer<Client>, _ request: UnsafePointer<codelab_open_request>?, deadlineMs: Int64,
        _ report: Report
    ) throws(Failure) -> ServiceCall {
        let body = try RequestBody.open(request, report)
        let recovery = Recovery(createBody: try RequestBody.create(request, report) ?? RequestBody())
        return ServiceCall(client, .open(body), recovery, deadlineMs: deadlineMs, report)
    }

    package static func show(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        do throws(OutOfMemory) {
            return ServiceCall(client, try .show(id), try Recovery(.none), deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func start(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ lease: UnsafePointer<codelab_lease_request>?,
        deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        let query = try startQuery(lease, report)
        do throws(OutOfMemory) {
            return ServiceCall(
                client, try .start(id, query: query.bytes), try Recovery(.start, id: id), deadlineMs: deadlineMs, report
            )
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func stop(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        do throws(OutOfMemory) {
            return ServiceCall(client, try .stop(id), try Recovery(.stop, id: id), deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func delete(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        do throws(OutOfMemory) {
            return ServiceCall(client, try .delete(id), try Recovery(.delete, id: id), deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func update(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ request: UnsafePointer<codelab_update_request>?,
        deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        let body = try RequestBody.update(request, report)
        do throws(OutOfMemory) {
            return ServiceCall(client, try .update(id, body), try Recovery(.none), deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func showLease(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        do throws(OutOfMemory) {
            return ServiceCall(client, try .showLease(id), try Recovery(.none), deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func renewLease(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ lease: UnsafePointer<codelab_lease_request>?,
        deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        let body = try RequestBody.renew(lease, report)
        do throws(OutOfMemory) {
            return ServiceCall(
                client, try .renewLease(id, body), try Recovery(.renewLease, id: id), deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func showImage(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        do throws(OutOfMemory) {
            return ServiceCall(client, try .showImage(id), try Recovery(.none), deadlineMs: deadlineMs, report)
        } catch {
            throw report.outOfMemory()
        }
    }
}

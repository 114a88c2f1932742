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
        return ServiceCall(client, .open(body), recovery, deadlineMs: deadlineMs, report.record)
    }

    package static func show(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        try make(client, .none, id, deadlineMs, report) { _ throws(OutOfMemory) in try .show(id) }
    }

    package static func start(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ lease: UnsafePointer<codelab_lease_request>?,
        deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        let query = try startQuery(lease, report)
        return try make(client, .start, id, deadlineMs, report) { _ throws(OutOfMemory) in
            try .start(id, query: query.bytes)
        }
    }

    package static func stop(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        try make(client, .stop, id, deadlineMs, report) { _ throws(OutOfMemory) in try .stop(id) }
    }

    package static func delete(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        try make(client, .delete, id, deadlineMs, report) { _ throws(OutOfMemory) in try .delete(id) }
    }

    package static func update(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ request: UnsafePointer<codelab_update_request>?,
        deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        let body = try RequestBody.update(request, report)
        return try make(client, .none, id, deadlineMs, report, body) { body throws(OutOfMemory) in
            try .update(id, body)
        }
    }

    package static func showLease(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        try make(client, .none, id, deadlineMs, report) { _ throws(OutOfMemory) in try .showLease(id) }
    }

    package static func renewLease(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ lease: UnsafePointer<codelab_lease_request>?,
        deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        let body = try RequestBody.renew(lease, report)
        return try make(client, .renewLease, id, deadlineMs, report, body) { body throws(OutOfMemory) in
            try .renewLease(id, body)
        }
    }

    package static func showImage(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        try make(client, .none, id, deadlineMs, report) { _ throws(OutOfMemory) in try .showImage(id) }
    }

    private static func make(
        _ client: UnsafeMutablePointer<Client>, _ recovery: Recovery.Kind, _ id: Bytes, _ deadlineMs: Int64,
        _ report: Report, _ body: consuming RequestBody = RequestBody(),
        _ plan: (consuming RequestBody) throws(OutOfMemory) -> Plan
    ) throws(Failure) -> ServiceCall {
        do throws(OutOfMemory) {
            let recovery = try Recovery(recovery, id: id)
            return ServiceCall(client, try plan(body), recovery, deadlineMs: deadlineMs, report.record)
        } catch {
            throw report.outOfMemory()
        }
    }
}

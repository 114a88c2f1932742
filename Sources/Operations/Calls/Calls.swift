package import CCodelab
import Platform
package import Service

/// What a call is made of, as the header's functions take it.
package struct CallArguments {
    let operation: codelab_operation
    /// Of the instance or the image; all calls but *open* have one.
    let id: UnsafePointer<CChar>?
    /// The structure that the operation takes, if it takes one.
    let request: UnsafeRawPointer?

    package init(
        _ operation: codelab_operation, id: UnsafePointer<CChar>? = nil, request: UnsafeRawPointer? = nil
    ) {
        self.operation = operation
        self.id = id
        self.request = request
    }

    fileprivate func request<Request>(as: Request.Type) -> UnsafePointer<Request>? {
        request?.assumingMemoryBound(to: Request.self)
    }

    fileprivate func checkedID(_ report: Report) throws(Failure) -> Bytes {
        switch operation {
        case CODELAB_OPERATION_SHOW_IMAGE: try Check.imageID(id, report)
        default: try Check.instanceID(id, report)
        }
    }
}

extension ServiceCall {
    /// One of the header's calls that are one request: its arguments checked, nothing sent yet.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, _ arguments: CallArguments, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        if arguments.operation == CODELAB_OPERATION_OPEN {
            return try open(client, arguments.request(as: codelab_open_request.self), deadlineMs: deadlineMs, report)
        }
        let id = try arguments.checkedID(report)
        let content = try Content(arguments, report)
        do throws(OutOfMemory) {
            let recovery = try Recovery(recoveryKind(arguments.operation), id: id)
            let plan = try plan(arguments.operation, id, content)
            return ServiceCall(client, plan, recovery, deadlineMs: deadlineMs)
        } catch {
            throw report.outOfMemory()
        }
    }

    private static func open(
        _ client: UnsafeMutablePointer<Client>, _ request: UnsafePointer<codelab_open_request>?, deadlineMs: Int64,
        _ report: Report
    ) throws(Failure) -> ServiceCall {
        let body = try RequestBody.open(request, report)
        let recovery = Recovery(createBody: try RequestBody.create(request, report) ?? RequestBody())
        return ServiceCall(client, .open(body), recovery, deadlineMs: deadlineMs)
    }

    private static func recoveryKind(_ operation: codelab_operation) -> Recovery.Kind {
        switch operation {
        case CODELAB_OPERATION_START: .start
        case CODELAB_OPERATION_STOP: .stop
        case CODELAB_OPERATION_DELETE: .delete
        case CODELAB_OPERATION_RENEW_LEASE: .renewLease
        default: .none
        }
    }

    private static func plan(
        _ operation: codelab_operation, _ id: Bytes, _ content: consuming Content
    ) throws(OutOfMemory) -> Plan {
        switch operation {
        case CODELAB_OPERATION_START: try .start(id, query: content.query.bytes)
        case CODELAB_OPERATION_STOP: try .stop(id)
        case CODELAB_OPERATION_DELETE: try .delete(id)
        case CODELAB_OPERATION_UPDATE: try .update(id, content.body)
        case CODELAB_OPERATION_SHOW_LEASE: try .showLease(id)
        case CODELAB_OPERATION_RENEW_LEASE: try .renewLease(id, content.body)
        case CODELAB_OPERATION_SHOW_IMAGE: try .showImage(id)
        default: try .show(id)
        }
    }
}

/// What a request carries besides its path.
private struct Content: ~Copyable {
    let query: ByteBuffer
    let body: RequestBody

    init(_ arguments: CallArguments, _ report: Report) throws(Failure) {
        switch arguments.operation {
        case CODELAB_OPERATION_START:
            query = try startQuery(arguments.request(as: codelab_lease_request.self), report)
            body = RequestBody()
        case CODELAB_OPERATION_UPDATE:
            body = try RequestBody.update(arguments.request(as: codelab_update_request.self), report)
            query = ByteBuffer()
        case CODELAB_OPERATION_RENEW_LEASE:
            body = try RequestBody.renew(arguments.request(as: codelab_lease_request.self), report)
            query = ByteBuffer()
        default:
            query = ByteBuffer()
            body = RequestBody()
        }
    }
}

package import CCodelab
import Platform
package import Service

/// The arguments of a call, as passed to the functions of the header.
package struct CallArguments {
    let operation: codelab_operation
    /// The id of the instance or the image; every call except *open* has one.
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
    /// Checks the arguments and makes a call. Nothing is sent yet.
    package static func make(
        _ client: UnsafeMutablePointer<Client>, _ arguments: CallArguments, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> ServiceCall {
        if arguments.operation == CODELAB_OPERATION_OPEN {
            return try open(client, arguments.request(as: codelab_open_request.self), deadlineMs: deadlineMs, report)
        }
        let id = try arguments.checkedID(report)
        let content = try Content(arguments, report)
        let kind = CallKind(arguments.operation)
        do throws(ResourceExhausted) {
            let followUp = try FollowUp(kind.entry.followUp, id: id)
            let spec = try RequestSpec(kind, id: id, query: content.query.bytes, content.body)
            return ServiceCall(client, spec, followUp, deadlineMs: deadlineMs)
        } catch {
            throw report.outOfMemory()
        }
    }

    private static func open(
        _ client: UnsafeMutablePointer<Client>, _ source: UnsafePointer<codelab_open_request>?, deadlineMs: Int64,
        _ report: Report
    ) throws(Failure) -> ServiceCall {
        let request = try OpenRequest(source, report)
        let body = try request.openBody(report)
        let followUp = FollowUp(createBody: try request.createBody(report))
        do throws(ResourceExhausted) {
            return ServiceCall(client, try RequestSpec(.open, body), followUp, deadlineMs: deadlineMs)
        } catch {
            throw report.outOfMemory()
        }
    }
}

/// The query and the body of a request.
private struct Content: ~Copyable {
    var query = ByteBuffer()
    var body = RequestBody()

    init(_ arguments: CallArguments, _ report: Report) throws(Failure) {
        switch arguments.operation {
        case CODELAB_OPERATION_START:
            query = try startQuery(arguments.request(as: codelab_lease_request.self), report)
            body = try Self.emptyObject(report)
        case CODELAB_OPERATION_STOP: body = try Self.emptyObject(report)
        case CODELAB_OPERATION_UPDATE:
            body = try RequestBody.update(arguments.request(as: codelab_update_request.self), report)
        case CODELAB_OPERATION_RENEW_LEASE:
            body = try RequestBody.renew(arguments.request(as: codelab_lease_request.self), report)
        default: break
        }
    }

    private static func emptyObject(_ report: Report) throws(Failure) -> RequestBody {
        do { return try .emptyObject() } catch { throw report.outOfMemory() }
    }
}

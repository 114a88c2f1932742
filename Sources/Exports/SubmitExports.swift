public import CCodelab
import Engine
import Operations
import Platform
import Service

/// Submits an operation: checks its handles and bounds, makes the job, and adds it to the queue.
@inline(never)
private func submit(
    _ queue: OpaquePointer?, _ tag: UInt64, _ subject: Subject, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let queue = try checkQueue(queue, report)
        let bounds = try SubmitBounds(options, report)
        var job = try makeJob(subject, bounds, report)
        job.bound(bounds.cancel, deadlineMs: bounds.deadlineMs)
        job.isStep = bounds.isStep
        do throws(Failure) {
            try queue.pointee.submit(job, tag: tag, report)
        } catch {
            // A watch or a pager still belongs to the caller.
            if case .call = subject { job.discard() }
            throw error
        }
        return CODELAB_OK.rawValue
    }
}

/// The operation to submit.
private enum Subject {
    case call(OpaquePointer?, CallArguments)
    case watch(OpaquePointer?)
    case list(OpaquePointer?)
}

private func makeJob(_ subject: Subject, _ bounds: SubmitBounds, _ report: Report) throws(Failure) -> Job {
    switch subject {
    case .call(let client, let arguments):
        let client = try Client.check(client?.client, report)
        return try .call(client, arguments, deadlineMs: bounds.deadlineMs, report)
    case .watch(let watch): return .watch(try checkWatch(watch, report))
    case .list(let pager): return .list(try checkPager(pager, report))
    }
}

@_cdecl("codelab_queue_open") @implementation
public func codelab_queue_open(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ request: UnsafePointer<codelab_open_request>?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_OPEN, request: request)), options, error)
}

@_cdecl("codelab_queue_show") @implementation
public func codelab_queue_show(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_SHOW, id: id)), options, error)
}

@_cdecl("codelab_queue_start") @implementation
public func codelab_queue_start(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ lease: UnsafePointer<codelab_lease_request>?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_START, id: id, request: lease)), options, error)
}

@_cdecl("codelab_queue_stop") @implementation
public func codelab_queue_stop(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_STOP, id: id)), options, error)
}

@_cdecl("codelab_queue_delete") @implementation
public func codelab_queue_delete(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_DELETE, id: id)), options, error)
}

@_cdecl("codelab_queue_update") @implementation
public func codelab_queue_update(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ request: UnsafePointer<codelab_update_request>?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_UPDATE, id: id, request: request)), options, error)
}

@_cdecl("codelab_queue_show_lease") @implementation
public func codelab_queue_show_lease(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_SHOW_LEASE, id: id)), options, error)
}

@_cdecl("codelab_queue_renew_lease") @implementation
public func codelab_queue_renew_lease(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ lease: UnsafePointer<codelab_lease_request>?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(
        queue, tag, .call(client, CallArguments(CODELAB_OPERATION_RENEW_LEASE, id: id, request: lease)), options, error)
}

@_cdecl("codelab_queue_show_image") @implementation
public func codelab_queue_show_image(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .call(client, CallArguments(CODELAB_OPERATION_SHOW_IMAGE, id: id)), options, error)
}

@_cdecl("codelab_queue_watch") @implementation
public func codelab_queue_watch(
    _ queue: OpaquePointer?, _ tag: UInt64, _ watch: OpaquePointer?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .watch(watch), options, error)
}

@_cdecl("codelab_queue_list") @implementation
public func codelab_queue_list(
    _ queue: OpaquePointer?, _ tag: UInt64, _ pager: OpaquePointer?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, .list(pager), options, error)
}

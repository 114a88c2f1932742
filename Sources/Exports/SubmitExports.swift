public import CCodelab
import Engine
import Operations
import Platform
import Service

/// What every submission has in common: checks its handles and bounds, makes the job, and hands it to the queue.
private func submit(
    _ queue: OpaquePointer?, _ tag: UInt64, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?, _ make: (Int64, Report) throws(Failure) -> Job
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let queue = try checkQueue(queue, report)
        let bounds = try SubmitBounds(options, report)
        var job = try make(bounds.deadlineMs, report)
        job.bound(bounds.cancel, deadlineMs: bounds.deadlineMs)
        try queue.pointee.submit(job, tag: tag, report)
        return CODELAB_OK.rawValue
    }
}

/// The same for a call, which is given back when it cannot be submitted.
private func submit(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ operation: codelab_operation,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?,
    _ make: (UnsafeMutablePointer<Client>, Int64, Report) throws(Failure) -> ServiceCall
) -> Int32 {
    var job: Job?
    let status = submit(queue, tag, options, error) { deadlineMs, report throws(Failure) in
        let client = try Client.check(client?.client, report)
        let made = try Job.call(make(client, deadlineMs, report), operation, report)
        job = made
        return made
    }
    if status != CODELAB_OK.rawValue { job?.discard() }
    return status
}

@_cdecl("codelab_queue_open") @implementation
public func codelab_queue_open(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?,
    _ request: UnsafePointer<codelab_open_request>?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_OPEN, options, error) { client, deadlineMs, report throws(Failure) in
        try .open(client, request, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_show") @implementation
public func codelab_queue_show(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_SHOW, options, error) { client, deadlineMs, report throws(Failure) in
        try .show(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_start") @implementation
public func codelab_queue_start(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ lease: UnsafePointer<codelab_lease_request>?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_START, options, error) { client, deadlineMs, report throws(Failure) in
        try .start(client, try Check.instanceID(id, report), lease, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_stop") @implementation
public func codelab_queue_stop(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_STOP, options, error) { client, deadlineMs, report throws(Failure) in
        try .stop(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_delete") @implementation
public func codelab_queue_delete(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_DELETE, options, error) { client, deadlineMs, report throws(Failure) in
        try .delete(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_update") @implementation
public func codelab_queue_update(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ request: UnsafePointer<codelab_update_request>?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_UPDATE, options, error) { client, deadlineMs, report throws(Failure) in
        try .update(client, try Check.instanceID(id, report), request, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_show_lease") @implementation
public func codelab_queue_show_lease(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_SHOW_LEASE, options, error) {
        client, deadlineMs, report throws(Failure) in
        try .showLease(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_renew_lease") @implementation
public func codelab_queue_renew_lease(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ lease: UnsafePointer<codelab_lease_request>?, _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_RENEW_LEASE, options, error) {
        client, deadlineMs, report throws(Failure) in
        try .renewLease(client, try Check.instanceID(id, report), lease, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_show_image") @implementation
public func codelab_queue_show_image(
    _ queue: OpaquePointer?, _ tag: UInt64, _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?,
    _ options: UnsafePointer<codelab_submit_options>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, client, CODELAB_OPERATION_SHOW_IMAGE, options, error) {
        client, deadlineMs, report throws(Failure) in
        try .showImage(client, try Check.imageID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_queue_watch") @implementation
public func codelab_queue_watch(
    _ queue: OpaquePointer?, _ tag: UInt64, _ watch: OpaquePointer?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, options, error) { _, report throws(Failure) in .watch(try checkWatch(watch, report)) }
}

@_cdecl("codelab_queue_list") @implementation
public func codelab_queue_list(
    _ queue: OpaquePointer?, _ tag: UInt64, _ pager: OpaquePointer?,
    _ options: UnsafePointer<codelab_submit_options>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    submit(queue, tag, options, error) { _, report throws(Failure) in .list(try checkPager(pager, report)) }
}

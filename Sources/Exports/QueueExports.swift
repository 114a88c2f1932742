public import CCodelab
import Engine
import Operations
import Platform
import Service

@_cdecl("codelab_queue_new") @implementation
public func codelab_queue_new(
    _ options: UnsafePointer<codelab_queue_options>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        out.pointee = OpaquePointer(try Queue.make(options, report))
        return CODELAB_OK.rawValue
    }
}

@_cdecl("codelab_queue_free") @implementation
public func codelab_queue_free(_ queue: OpaquePointer?) {
    if let queue { Queue.free(queue.queue) }
}

@_cdecl("codelab_queue_wait") @implementation
public func codelab_queue_wait(
    _ queue: OpaquePointer?, _ timeout_ms: Int64, _ event: UnsafeMutablePointer<codelab_event>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    // The error of the event, if it reports a failure.
    var record: UnsafeMutablePointer<codelab_error>?
    var result = codelab_event()
    let status = withReport(error) { report throws(Failure) in
        try checkEvent(event, report)
        let queue = try checkQueue(queue, report)
        guard timeout_ms >= -1 else {
            throw Check.refuse("timeout_ms", "must be CODELAB_NO_TIMEOUT, or at least 0", report)
        }
        let turn = queue.pointee.wait(untilMs: deadline(timeout_ms), &result)
        switch turn.status {
        case CODELAB_OK: record = turn.record
        case CODELAB_E_DEADLINE: throw report.failure(CODELAB_E_DEADLINE, "there was no event within timeout_ms")
        case CODELAB_E_CANCELLED: throw report.failure(CODELAB_E_CANCELLED, "waiting was interrupted")
        case CODELAB_E_STATE:
            throw report.failure(CODELAB_E_STATE, "the queue's file descriptor was closed; free it and make a new one")
        default: break
        }
        return turn.status.rawValue
    }
    write(result, to: event)
    if let record { deliver(record, result.status, error) }
    return status
}

/// Checks the event, which has at least the members of the first version, so that it can hold everything that the
/// caller must free.
private func checkEvent(_ event: UnsafeMutablePointer<codelab_event>?, _ report: Report) throws(Failure) {
    guard let event else { throw Check.refuse("event", "is NULL", report) }
    guard holdsEvent(event) else {
        throw Check.refuse("event", "has no struct_size; initialise it with CODELAB_EVENT_INIT", report)
    }
}

private func holdsEvent(_ event: UnsafeMutablePointer<codelab_event>) -> Bool {
    Int(event.pointee.struct_size) >= MemoryLayout<codelab_event>.size
}

/// Writes the members that the library knows. The size and newer members are not changed.
private func write(_ result: codelab_event, to event: UnsafeMutablePointer<codelab_event>?) {
    guard let event, holdsEvent(event) else { return }
    let size = event.pointee.struct_size
    event.pointee = result
    event.pointee.struct_size = size
}

@_cdecl("codelab_queue_fd") @implementation
public func codelab_queue_fd(_ queue: OpaquePointer?) -> Int32 {
    guard let queue = queue?.queue, queue.pointee.belongsToThisProcess else { return -1 }
    return queue.pointee.expose()
}

@_cdecl("codelab_queue_cancel") @implementation
public func codelab_queue_cancel(_ queue: OpaquePointer?, _ tag: UInt64) -> Int64 {
    guard let queue = queue?.queue, queue.pointee.belongsToThisProcess else { return 0 }
    return queue.pointee.cancel(tag: tag)
}

@_cdecl("codelab_queue_cancel_all") @implementation
public func codelab_queue_cancel_all(_ queue: OpaquePointer?) -> Int64 {
    guard let queue = queue?.queue, queue.pointee.belongsToThisProcess else { return 0 }
    return queue.pointee.cancelAll()
}

@_cdecl("codelab_queue_count") @implementation
public func codelab_queue_count(_ queue: OpaquePointer?) -> Int64 {
    guard let queue = queue?.queue, queue.pointee.belongsToThisProcess else { return 0 }
    return queue.pointee.count
}

@_cdecl("codelab_queue_interrupt") @implementation
public func codelab_queue_interrupt(_ queue: OpaquePointer?) {
    guard let queue = queue?.queue, queue.pointee.belongsToThisProcess else { return }
    queue.pointee.interrupt()
}

@_cdecl("codelab_event_clear") @implementation
public func codelab_event_clear(_ event: UnsafeMutablePointer<codelab_event>?) {
    guard let event, holdsEvent(event) else { return }
    codelab_instance_free(event.pointee.instance)
    codelab_lease_free(event.pointee.lease)
    codelab_image_free(event.pointee.image)
    codelab_page_free(event.pointee.page)
    event.pointee.instance = nil
    event.pointee.lease = nil
    event.pointee.image = nil
    event.pointee.page = nil
    codelab_watch_free(event.pointee.watch)
    codelab_pager_free(event.pointee.pager)
    event.pointee.watch = nil
    event.pointee.pager = nil
}

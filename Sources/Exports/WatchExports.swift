public import CCodelab
import Engine
import Operations
import Platform
import Service

private func makeWatch(
    _ client: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?,
    _ make: (UnsafeMutablePointer<Client>, Report) throws(Failure) -> UnsafeMutablePointer<Watch>
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let client = try Client.check(client?.client, report)
        out.pointee = OpaquePointer(try make(client, report))
        return CODELAB_OK.rawValue
    }
}

@_cdecl("codelab_watch_new") @implementation
public func codelab_watch_new(
    _ client: OpaquePointer?, _ instance: UnsafePointer<codelab_instance>?,
    _ options: UnsafePointer<codelab_watch_options>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makeWatch(client, out, error) { client, report throws(Failure) in
        let (instance, id) = try checkInstance(instance, report)
        let schedule = try PollSchedule(options, report)
        return try Watch.make(client, instance, id: id, schedule, nowMs: Clock.nowMs(), report)
    }
}

@_cdecl("codelab_watch_new_with_id") @implementation
public func codelab_watch_new_with_id(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ options: UnsafePointer<codelab_watch_options>?,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makeWatch(client, out, error) { client, report throws(Failure) in
        let id = try Check.instanceID(id, report)
        return try Watch.make(client, id: id, try PollSchedule(options, report), report)
    }
}

@_cdecl("codelab_watch_new_switch") @implementation
public func codelab_watch_new_switch(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ request: UnsafePointer<codelab_switch_request>?,
    _ options: UnsafePointer<codelab_watch_options>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makeWatch(client, out, error) { client, report throws(Failure) in
        let id = try Check.instanceID(id, report)
        return try Watch.makeSwitch(client, id: id, request, try PollSchedule(options, report), report)
    }
}

@_cdecl("codelab_watch_new_open") @implementation
public func codelab_watch_new_open(
    _ client: OpaquePointer?, _ request: UnsafePointer<codelab_open_request>?,
    _ options: UnsafePointer<codelab_watch_options>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makeWatch(client, out, error) { client, report throws(Failure) in
        try Watch.makeOpen(client, request, try PollSchedule(options, report), report)
    }
}

@_cdecl("codelab_watch_new_keep") @implementation
public func codelab_watch_new_keep(
    _ client: OpaquePointer?, _ instance: UnsafePointer<codelab_instance>?,
    _ options: UnsafePointer<codelab_keep_options>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makeWatch(client, out, error) { client, report throws(Failure) in
        let (instance, id) = try checkInstance(instance, report)
        return try Watch.makeKeep(client, instance, id: id, options, nowMs: Clock.nowMs(), report)
    }
}

/// Returns an instance of the caller and its id, both checked.
private func checkInstance(
    _ instance: UnsafePointer<codelab_instance>?, _ report: Report
) throws(Failure) -> (UnsafePointer<codelab_instance>, Bytes) {
    guard let instance else { throw Check.refuse("instance", "is NULL", report) }
    let id = try Check.required(instance.pointee.id, "instance: its id", report)
    try Check.instanceID(id, report)
    return (instance, id)
}

@_cdecl("codelab_watch_phase") @implementation
public func codelab_watch_phase(_ watch: OpaquePointer?) -> Int32 {
    Int32(bitPattern: (watch?.watch.pointee.phase ?? CODELAB_PHASE_ENDED).rawValue)
}

@_cdecl("codelab_watch_next") @implementation
public func codelab_watch_next(
    _ watch: OpaquePointer?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let watch = try checkWatch(watch, report)
        let bounds = try CallBounds(checkCancel(cancel, report))
        out.pointee = Blocking.next(watch, bounds.value, report.record)
        return watch.pointee.status
    }
}

@_cdecl("codelab_watch_free") @implementation
public func codelab_watch_free(_ watch: OpaquePointer?) {
    if let watch { Watch.free(watch.watch) }
}

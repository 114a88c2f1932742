public import CCodelab
import Engine
import Operations
import Platform
import Service

/// What every call of the header has in common: checks its handles, makes the call, runs it on this thread, and hands
/// its result over as what `out` wants.
private func perform<Result>(
    _ client: OpaquePointer?, _ cancel: OpaquePointer?, _ out: UnsafeMutablePointer<UnsafeMutablePointer<Result>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?,
    _ make: (UnsafeMutablePointer<Client>, Int64, Report) throws(Failure) -> ServiceCall
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let client = try Client.check(client?.client, report)
        let bounds = try Held(checkCancel(cancel, report))
        var call = try make(client, bounds.value.deadlineMs, report)
        ServiceCall.run(&call, bounds.value)
        out.pointee = call.takeResult()?.assumingMemoryBound(to: Result.self)
        return call.status
    }
}

@_cdecl("codelab_open") @implementation
public func codelab_open(
    _ client: OpaquePointer?, _ request: UnsafePointer<codelab_open_request>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .open(client, request, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_show") @implementation
public func codelab_show(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .show(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_start") @implementation
public func codelab_start(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ lease: UnsafePointer<codelab_lease_request>?,
    _ cancel: OpaquePointer?, _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .start(client, try Check.instanceID(id, report), lease, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_stop") @implementation
public func codelab_stop(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .stop(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_delete") @implementation
public func codelab_delete(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .delete(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_update") @implementation
public func codelab_update(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ request: UnsafePointer<codelab_update_request>?,
    _ cancel: OpaquePointer?, _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .update(client, try Check.instanceID(id, report), request, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_show_lease") @implementation
public func codelab_show_lease(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_lease>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .showLease(client, try Check.instanceID(id, report), deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_renew_lease") @implementation
public func codelab_renew_lease(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ lease: UnsafePointer<codelab_lease_request>?,
    _ cancel: OpaquePointer?, _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_lease>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .renewLease(client, try Check.instanceID(id, report), lease, deadlineMs: deadlineMs, report)
    }
}

@_cdecl("codelab_show_image") @implementation
public func codelab_show_image(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_image>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, cancel, out, error) { client, deadlineMs, report throws(Failure) in
        try .showImage(client, try Check.imageID(id, report), deadlineMs: deadlineMs, report)
    }
}

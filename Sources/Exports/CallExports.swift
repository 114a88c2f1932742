public import CCodelab
import Engine
import Operations
import Platform
import Service

/// Makes a call on this thread: checks its handles, runs it, and stores its result in `out`.
@inline(never)
private func perform(
    _ client: OpaquePointer?, _ arguments: CallArguments, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let client = try Client.check(client?.client, report)
        let bounds = try CallBounds(checkCancel(cancel, report))
        var call = try ServiceCall.make(client, arguments, deadlineMs: bounds.value.deadlineMs, report)
        Blocking.run(&call, bounds.value, report.record)
        out.pointee = call.takeResult()
        return call.status
    }
}

/// Returns the address for a result of any type, for ``perform(_:_:_:_:_:)``.
private func storage<Result>(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<Result>?>?
) -> UnsafeMutablePointer<UnsafeMutableRawPointer?>? {
    UnsafeMutableRawPointer(out)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
}

@_cdecl("codelab_open") @implementation
public func codelab_open(
    _ client: OpaquePointer?, _ request: UnsafePointer<codelab_open_request>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_OPEN, request: request), cancel, storage(out), error)
}

@_cdecl("codelab_show") @implementation
public func codelab_show(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_SHOW, id: id), cancel, storage(out), error)
}

@_cdecl("codelab_start") @implementation
public func codelab_start(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ lease: UnsafePointer<codelab_lease_request>?,
    _ cancel: OpaquePointer?, _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_START, id: id, request: lease), cancel, storage(out), error)
}

@_cdecl("codelab_stop") @implementation
public func codelab_stop(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_STOP, id: id), cancel, storage(out), error)
}

@_cdecl("codelab_delete") @implementation
public func codelab_delete(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_DELETE, id: id), cancel, storage(out), error)
}

@_cdecl("codelab_update") @implementation
public func codelab_update(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ request: UnsafePointer<codelab_update_request>?,
    _ cancel: OpaquePointer?, _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_UPDATE, id: id, request: request), cancel, storage(out), error)
}

@_cdecl("codelab_show_lease") @implementation
public func codelab_show_lease(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_lease>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_SHOW_LEASE, id: id), cancel, storage(out), error)
}

@_cdecl("codelab_renew_lease") @implementation
public func codelab_renew_lease(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ lease: UnsafePointer<codelab_lease_request>?,
    _ cancel: OpaquePointer?, _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_lease>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_RENEW_LEASE, id: id, request: lease), cancel, storage(out), error)
}

@_cdecl("codelab_show_image") @implementation
public func codelab_show_image(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_image>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    perform(client, CallArguments(CODELAB_OPERATION_SHOW_IMAGE, id: id), cancel, storage(out), error)
}

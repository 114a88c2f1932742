public import CCodelab
import Engine
import Operations
import Platform
import Service

@_cdecl("codelab_open") @implementation
public func codelab_open(
    _ client: OpaquePointer?, _ request: UnsafePointer<codelab_open_request>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let client = try Client.check(client?.client, report)
        let bounds = try Held(checkCancel(cancel, report))
        let body = try OpenBody.make(request, report)
        var call = InstanceCall.open(client, body, deadlineMs: bounds.value.deadlineMs, report)
        return finish(&call, client, bounds, out)
    }
}

@_cdecl("codelab_show") @implementation
public func codelab_show(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let client = try Client.check(client?.client, report)
        let bounds = try Held(checkCancel(cancel, report))
        let id = try Check.required(id, "id", report)
        try Check.instanceID(id, report)
        var call = try InstanceCall.show(client, id, deadlineMs: bounds.value.deadlineMs, report)
        return finish(&call, client, bounds, out)
    }
}

private func finish(
    _ call: inout InstanceCall, _ client: UnsafeMutablePointer<Client>, _ bounds: borrowing Held,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>
) -> Int32 {
    client.pointee.run(&call, bounds.value)
    out.pointee = call.instance
    return call.status
}

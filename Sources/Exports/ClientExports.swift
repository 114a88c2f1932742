public import CCodelab
import Engine
import Operations
import Platform
import Service

@_cdecl("codelab_client_new") @implementation
public func codelab_client_new(
    _ options: UnsafePointer<codelab_client_options>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        out.pointee = OpaquePointer(try Client.make(options, report))
        return CODELAB_OK.rawValue
    }
}

@_cdecl("codelab_client_free") @implementation
public func codelab_client_free(_ client: OpaquePointer?) {
    if let client { Client.release(client.client) }
}

@_cdecl("codelab_cancel_new") @implementation
public func codelab_cancel_new(
    _ timeout_ms: Int64, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        guard timeout_ms >= -1 else {
            throw Check.refuse("timeout_ms", "must be CODELAB_NO_TIMEOUT, or at least 0", report)
        }
        do throws(ResourceExhausted) {
            let cancel = try allocate(Cancel(deadlineMs: deadline(timeout_ms)))
            out.pointee = OpaquePointer(cancel)
        } catch {
            throw report.outOfMemory()
        }
        return CODELAB_OK.rawValue
    }
}

@_cdecl("codelab_cancel_trigger") @implementation
public func codelab_cancel_trigger(_ cancel: OpaquePointer?) {
    cancel?.cancel.pointee.trigger()
}

@_cdecl("codelab_cancel_is_triggered") @implementation
public func codelab_cancel_is_triggered(_ cancel: OpaquePointer?) -> Int32 {
    guard let cancel else { return 0 }
    return cancel.cancel.pointee.isTriggered ? 1 : 0
}

@_cdecl("codelab_cancel_free") @implementation
public func codelab_cancel_free(_ cancel: OpaquePointer?) {
    if let cancel { Cancel.release(cancel.cancel) }
}

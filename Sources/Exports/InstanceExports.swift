public import CCodelab
import Platform
import Service

@_cdecl("codelab_instance_free") @implementation
public func codelab_instance_free(_ instance: UnsafeMutablePointer<codelab_instance>?) {
    if let instance { freeResponse(instance) }
}

@_cdecl("codelab_instance_is_ready") @implementation
public func codelab_instance_is_ready(_ instance: UnsafePointer<codelab_instance>?) -> Int32 {
    instance?.pointee.isReady == true ? 1 : 0
}

@_cdecl("codelab_instance_is_failed") @implementation
public func codelab_instance_is_failed(_ instance: UnsafePointer<codelab_instance>?) -> Int32 {
    instance?.pointee.isFailed == true ? 1 : 0
}

@_cdecl("codelab_instance_progress_percent") @implementation
public func codelab_instance_progress_percent(_ instance: UnsafePointer<codelab_instance>?) -> Int32 {
    instance?.pointee.progressPercent ?? 0
}

@_cdecl("codelab_instance_lease_deadline_ms") @implementation
public func codelab_instance_lease_deadline_ms(_ instance: UnsafePointer<codelab_instance>?) -> Int64 {
    instance?.pointee.leaseDeadlineMs ?? Absent.integer
}

@_cdecl("codelab_instance_lease_remaining_ms") @implementation
public func codelab_instance_lease_remaining_ms(_ instance: UnsafePointer<codelab_instance>?) -> Int64 {
    guard let instance else { return Absent.integer }
    return instance.pointee.leaseRemainingMs(elapsedMs: Clock.nowMs() &- receivedMs(instance))
}

@_cdecl("codelab_instance_browser_url") @implementation
public func codelab_instance_browser_url(_ instance: UnsafePointer<codelab_instance>?) -> UnsafePointer<CChar>? {
    instance.flatMap(browserURL)
}

@_cdecl("codelab_decode_instance") @implementation
public func codelab_decode_instance(
    _ bytes: UnsafeRawPointer?, _ length: Int, _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_instance>?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        guard let bytes else { throw Check.refuse("bytes", "is NULL", report) }
        out.pointee = try copyInstance(bytes, count: length, receivedMs: Clock.coarseMs(), report)
        return CODELAB_OK.rawValue
    }
}

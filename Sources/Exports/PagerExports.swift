public import CCodelab
import Engine
import Operations
import Platform
import Service

private func makePager(
    _ client: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?,
    _ make: (UnsafeMutablePointer<Client>, Report) throws(Failure) -> UnsafeMutablePointer<Pager>
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let client = try Client.check(client?.client, report)
        out.pointee = OpaquePointer(try make(client, report))
        return CODELAB_OK.rawValue
    }
}

@_cdecl("codelab_pager_new_instances") @implementation
public func codelab_pager_new_instances(
    _ client: OpaquePointer?, _ filter: UnsafePointer<codelab_instance_filter>?,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makePager(client, out, error) { client, report throws(Failure) in try Pager.instances(client, filter, report) }
}

@_cdecl("codelab_pager_new_images") @implementation
public func codelab_pager_new_images(
    _ client: OpaquePointer?, _ filter: UnsafePointer<codelab_image_filter>?,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makePager(client, out, error) { client, report throws(Failure) in try Pager.images(client, filter, report) }
}

@_cdecl("codelab_pager_new_flavors") @implementation
public func codelab_pager_new_flavors(
    _ client: OpaquePointer?, _ filter: UnsafePointer<codelab_flavor_filter>?,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makePager(client, out, error) { client, report throws(Failure) in try Pager.flavors(client, filter, report) }
}

@_cdecl("codelab_pager_new_switchable_flavors") @implementation
public func codelab_pager_new_switchable_flavors(
    _ client: OpaquePointer?, _ id: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    makePager(client, out, error) { client, report throws(Failure) in
        try Pager.switchableFlavors(client, try Check.instanceID(id, report), report)
    }
}

@_cdecl("codelab_pager_next") @implementation
public func codelab_pager_next(
    _ pager: OpaquePointer?, _ cancel: OpaquePointer?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<codelab_page>?>?, _ error: UnsafeMutablePointer<codelab_error>?
) -> Int32 {
    withReport(error) { report throws(Failure) in
        let out = try checkOut(out, report)
        let pager = try checkPager(pager, report)
        let bounds = try CallBounds(checkCancel(cancel, report))
        let result = Blocking.next(pager, bounds.value, report.record)
        out.pointee = result.page
        return result.status
    }
}

@_cdecl("codelab_pager_free") @implementation
public func codelab_pager_free(_ pager: OpaquePointer?) {
    if let pager { Pager.free(pager.pager) }
}

@_cdecl("codelab_page_free") @implementation
public func codelab_page_free(_ page: UnsafeMutablePointer<codelab_page>?) {
    if let page { freeResponse(page) }
}

@_cdecl("codelab_lease_free") @implementation
public func codelab_lease_free(_ lease: UnsafeMutablePointer<codelab_lease>?) {
    if let lease { freeResponse(lease) }
}

@_cdecl("codelab_image_free") @implementation
public func codelab_image_free(_ image: UnsafeMutablePointer<codelab_image>?) {
    if let image { freeResponse(image) }
}

import CSchema
package import Platform

/// The endpoints of a region, from the table in cschema_regions.c.
package struct Region {
    /// `nil` if the cloud lists no ModelArts there.
    package let endpoint: Bytes?
    package let iamEndpoint: Bytes

    /// "'; known regions: eu-de, …, or set ": the end of a message about an unknown region.
    static var known: Bytes { cschema_region_known().map { Bytes(cString: $0) } ?? .none }

    /// Returns the region, or `nil` for a name that is not in the table.
    package static func find(_ name: Bytes) -> Region? {
        let start = UnsafeRawPointer(name.start).assumingMemoryBound(to: CChar.self)
        guard let region = cschema_region_find(start, name.count),
            let endpoint = cschema_region_endpoint(region), let iamEndpoint = cschema_region_iam_endpoint(region)
        else { return nil }
        return Region(
            endpoint: endpoint.pointee == 0 ? nil : Bytes(cString: endpoint), iamEndpoint: Bytes(cString: iamEndpoint))
    }
}

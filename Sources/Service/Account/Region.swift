import CSchema
package import Platform

/// Where a region's services are, by the table in cschema_regions.c.
package struct Region {
    /// `nil` where the cloud lists no ModelArts.
    package let endpoint: Bytes?
    package let iamEndpoint: Bytes

    /// `nil` for a name that is not in the table.
    package static func find(_ name: Bytes) -> Region? {
        let start = UnsafeRawPointer(name.start).assumingMemoryBound(to: CChar.self)
        guard let row = cschema_region_find(start, name.count)?.pointee, let iamEndpoint = row.iam_endpoint else {
            return nil
        }
        return Region(endpoint: row.endpoint.map { Bytes(cString: $0) }, iamEndpoint: Bytes(cString: iamEndpoint))
    }
}

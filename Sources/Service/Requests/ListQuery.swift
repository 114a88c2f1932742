package import CCodelab
import CSchema
package import Platform

/// The query of a list: the filter and the page size. ``appendOffset(_:to:)`` appends the offset.
public struct ListQuery: ~Copyable {
    private let text: ByteBuffer

    private init(_ text: consuming ByteBuffer) { self.text = text }

    /// The query, which is never empty.
    package var bytes: Bytes { text.bytes }

    /// Returns the query of instances, always of one feature: without it the service lists the billed ones.
    package static func instances(
        _ source: UnsafePointer<codelab_instance_filter>?, _ report: Report
    ) throws(Failure) -> ListQuery {
        var filter = codelab_instance_filter()
        try readCallerStruct(source, "filter", into: &filter, report)
        try Check.choice(filter.feature, "feature", upTo: Int32(CODELAB_FEATURE_NOTEBOOK.rawValue), report)
        try Check.choice(filter.status, "status", upTo: Int32(CODELAB_STATUS_FROZEN.rawValue), report)
        let isBilled = filter.feature == Int32(CODELAB_FEATURE_NOTEBOOK.rawValue)
        var query = QueryWriter(report)
        try query.member("feature", ((isBilled ? "NOTEBOOK" : "DEFAULT") as Literal).bytes)
        try query.member("status", ifGiven: enumName(cschema_instance_status_names(), filter.status))
        try query.member("name", ifGiven: Check.optionalText(filter.name, "name", longest: 128, report))
        try query.member("owner", ifGiven: Check.optionalText(filter.owner, "owner", report))
        try query.member("pool_id", ifGiven: Check.optionalText(filter.pool_id, "pool_id", report))
        guard filter.page_size == 0 || filter.page_size == 10 || filter.page_size == 20 || filter.page_size == 50
        else { throw Check.refuse("page_size", "must be 10, 20, 50, or 0 (50)", report) }
        return try finish(query, pageSize: filter.page_size == 0 ? 50 : Int64(filter.page_size))
    }

    package static func images(
        _ source: UnsafePointer<codelab_image_filter>?, _ report: Report
    ) throws(Failure) -> ListQuery {
        var filter = codelab_image_filter()
        try readCallerStruct(source, "filter", into: &filter, report)
        try Check.reserved(filter.reserved == 0, report)
        try Check.choice(filter.type, "type", upTo: Int32(CODELAB_IMAGE_TYPE_DEDICATED.rawValue), report)
        var query = QueryWriter(report)
        try query.member("type", ifGiven: enumName(cschema_image_type_names(), filter.type))
        try query.member("name", ifGiven: Check.optionalText(filter.name, "name", longest: 512, report))
        try query.member(
            "namespace", ifGiven: Check.optionalText(filter.namespace_, "namespace", report))
        return try finish(query, pageSize: pageSize(filter.page_size, report))
    }

    package static func flavors(
        _ source: UnsafePointer<codelab_flavor_filter>?, _ report: Report
    ) throws(Failure) -> ListQuery {
        var filter = codelab_flavor_filter()
        try readCallerStruct(source, "filter", into: &filter, report)
        try Check.reserved(filter.reserved == 0, report)
        try Check.choice(filter.category, "category", upTo: Int32(CODELAB_FLAVOR_CATEGORY_ASCEND.rawValue), report)
        var query = QueryWriter(report)
        try query.member("category", ifGiven: enumName(cschema_flavor_category_names(), filter.category))
        try query.member("type", ifGiven: Check.optionalText(filter.type, "type", report))
        return try finish(query, pageSize: pageSize(filter.page_size, report))
    }

    /// Returns the query of the flavors that an instance can switch to.
    package static func switchableFlavors(_ report: Report) throws(Failure) -> ListQuery {
        try finish(QueryWriter(report), pageSize: 200)
    }

    private static func pageSize(_ value: Int32, _ report: Report) throws(Failure) -> Int64 {
        try Check.number(Int64(value), "page_size", from: 1, to: 200, default: 200, report)
    }

    private static func finish(_ query: consuming QueryWriter, pageSize: Int64) throws(Failure) -> ListQuery {
        var query = query
        try query.member("limit", pageSize)
        return ListQuery(try query.finish())
    }
}

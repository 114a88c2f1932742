package import CCodelab
import Platform

extension RequestBody {
    /// Returns the body of *update*, with the values that the caller set; at least one is required.
    package static func update(
        _ source: UnsafePointer<codelab_update_request>?, _ report: Report
    ) throws(Failure) -> RequestBody {
        guard let source else { throw Check.refuse("request", "is required", report) }
        var request = codelab_update_request()
        try readCallerStruct(source, "request", into: &request, report)
        try Check.reserved(request.reserved == 0, report)
        let name = try Check.optionalText(request.name, "name", longest: 128, report)
        let description = try Check.description(request.description, report)
        let flavor = try Check.optionalText(request.flavor, "flavor", report)
        let imageID = try Check.optionalText(request.image_id, "image_id", report)
        guard name != nil || description != nil || flavor != nil || imageID != nil else {
            throw Check.refuse("request", "is empty: set name, description, flavor or image_id", report)
        }
        var writer = try BodyWriter(report)
        try writer.member("name", ifGiven: name)
        try writer.member("description", ifGiven: description)
        try writer.member("flavor", ifGiven: flavor)
        try writer.member("image_id", ifGiven: imageID)
        return try writer.finish()
    }
}

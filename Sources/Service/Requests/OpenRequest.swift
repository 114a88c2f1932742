package import CCodelab
import Platform

/// The checked arguments of *open*. The texts belong to the caller.
package struct OpenRequest {
    let createsIfNotOffered: Bool
    /// Of a watch that opens.
    package let replacesFailed: Bool
    let imageID: Bytes?
    let shareURL: Bytes?
    let name: Bytes?
    let flavor: Bytes?

    /// - Parameter allowsReplacing: CODELAB_OPEN_REPLACE_FAILED may be set.
    package init(
        _ source: UnsafePointer<codelab_open_request>?, allowsReplacing: Bool = false, _ report: Report
    ) throws(Failure) {
        var request = codelab_open_request()
        try readCallerStruct(source, "request", into: &request, report)
        createsIfNotOffered = request.flags & CODELAB_OPEN_CREATE_IF_NOT_OFFERED != 0
        replacesFailed = request.flags & CODELAB_OPEN_REPLACE_FAILED != 0
        imageID = Self.text(request.image_id)
        shareURL = Self.text(request.share_url)
        name = try Check.optionalText(request.name, "name", longest: 128, report)
        flavor = try Check.optionalText(request.flavor, "flavor", report)
        if let imageID { try Check.bodyText(imageID, "image_id", report) }
        if let shareURL { try Check.shareURL(shareURL, report) }
        if replacesFailed, !allowsReplacing {
            throw Check.refuse("flags", "replace_failed is only for a watch that opens", report)
        }
        guard request.flags & ~(CODELAB_OPEN_CREATE_IF_NOT_OFFERED | CODELAB_OPEN_REPLACE_FAILED) == 0 else {
            throw Check.refuse("flags", "has an unknown bit", report)
        }
        try checkTogether(report)
    }

    /// Returns the text; `nil` if it is empty, for the two fields where that means the default.
    private static func text(_ pointer: UnsafePointer<CChar>?) -> Bytes? {
        guard let pointer, pointer.pointee != 0 else { return nil }
        return Bytes(cString: pointer)
    }

    private func checkTogether(_ report: Report) throws(Failure) {
        if createsIfNotOffered {
            guard imageID != nil else {
                throw Check.refuse("image_id", "is required by create_if_not_offered", report)
            }
            guard shareURL == nil else {
                throw Check.refuse(
                    "share_url", "cannot be given with create_if_not_offered: only open takes one", report)
            }
        } else if name != nil {
            throw Check.refuse("name", "is only for create_if_not_offered", report)
        } else if flavor != nil {
            throw Check.refuse("flavor", "is only for create_if_not_offered", report)
        }
    }

    /// Returns the body of *open*: `{"image_id":…,"share_url":…}` with what the caller gave.
    package func openBody(_ report: Report) throws(Failure) -> RequestBody {
        var writer = try BodyWriter(report)
        try writer.member("image_id", ifGiven: imageID)
        if let shareURL {
            var encoded = ByteBuffer()
            do { try encoded.append(base64: shareURL) } catch { throw report.outOfMemory() }
            try writer.member("share_url", encoded.bytes)
        }
        return try writer.finish()
    }

    /// Returns the body of the call that creates the instance if *open* is not offered; an empty body unless the caller
    /// asked for that.
    package func createBody(_ report: Report) throws(Failure) -> RequestBody {
        guard createsIfNotOffered, let imageID else { return RequestBody() }
        var writer = try BodyWriter(report)
        try writer.member("name", name ?? ("codelab" as Literal).bytes)
        try writer.member("flavor", flavor ?? ("modelarts.vm.cpu.free" as Literal).bytes)
        try writer.member("image_id", imageID)
        try writer.member("feature", ("DEFAULT" as Literal).bytes)
        try writer.enter("volume")
        try writer.member("category", ("EFS" as Literal).bytes)
        try writer.member("ownership", ("MANAGED" as Literal).bytes)
        return try writer.finish()
    }
}

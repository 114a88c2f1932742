package import CCodelab
package import Platform

/// The checked arguments of a switch, copied so that they outlive the call.
public struct SwitchRequest: ~Copyable {
    private let flavorText: ByteBuffer
    private let imageText: ByteBuffer
    private let body: RequestBody
    private let query: ByteBuffer

    /// Empty to keep the flavor.
    package var flavor: Bytes { flavorText.bytes }
    /// Empty to keep the image.
    package var imageID: Bytes { imageText.bytes }
    /// The body of the call that changes the instance.
    package var updateBody: Bytes { body.bytes }
    /// The query of the call that starts the instance again.
    package var startQuery: Bytes { query.bytes }

    /// Makes the request of a watch that only follows an instance.
    package init() {
        self.init(flavorText: ByteBuffer(), imageText: ByteBuffer(), body: RequestBody(), query: ByteBuffer())
    }

    private init(
        flavorText: consuming ByteBuffer, imageText: consuming ByteBuffer, body: consuming RequestBody,
        query: consuming ByteBuffer
    ) {
        self.flavorText = flavorText
        self.imageText = imageText
        self.body = body
        self.query = query
    }

    package static func make(
        _ source: UnsafePointer<codelab_switch_request>?, _ report: Report
    ) throws(Failure) -> SwitchRequest {
        guard let source else { throw Check.refuse("request", "is required", report) }
        var request = codelab_switch_request()
        try readCallerStruct(source, "request", into: &request, report)
        try Check.reserved(request.reserved == 0, report)
        let flavor = try Check.optionalText(request.flavor, "flavor", report)
        let imageID = try Check.optionalText(request.image_id, "image_id", report)
        guard flavor != nil || imageID != nil else {
            throw Check.refuse("request", "is empty: set flavor or image_id", report)
        }
        let lease = try LeaseRequest(durationMs: request.duration_ms, allowsEndless: true, report)
        return SwitchRequest(
            flavorText: try copy(flavor, report), imageText: try copy(imageID, report),
            body: try updateBody(flavor, imageID, report), query: try Service.startQuery(lease, report))
    }

    private static func updateBody(
        _ flavor: Bytes?, _ imageID: Bytes?, _ report: Report
    ) throws(Failure) -> RequestBody {
        var writer = try BodyWriter(report)
        try writer.member("flavor", ifGiven: flavor)
        try writer.member("image_id", ifGiven: imageID)
        return try writer.finish()
    }

    private static func copy(_ text: Bytes?, _ report: Report) throws(Failure) -> ByteBuffer {
        var buffer = ByteBuffer()
        if let text {
            do { try buffer.append(text) } catch { throw report.outOfMemory() }
        }
        return buffer
    }
}

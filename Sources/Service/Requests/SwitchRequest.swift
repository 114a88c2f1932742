package import CCodelab
import CSchema
package import Platform

/// The checked arguments of a switch, copied so that they outlive the call.
public struct SwitchRequest: ~Copyable {
    private let flavorText: ByteBuffer
    private let imageText: ByteBuffer
    private let body: RequestBody
    private let query: ByteBuffer
    private let flags: UInt32

    /// Empty to keep the flavor.
    package var flavor: Bytes { flavorText.bytes }
    /// Empty to keep the image.
    package var imageID: Bytes { imageText.bytes }
    /// The body of the call that changes the instance.
    package var updateBody: Bytes { body.bytes }
    /// The query of the call that starts the instance again.
    package var startQuery: Bytes { query.bytes }
    /// True if the target is not checked before the instance is stopped.
    package var isUnchecked: Bool { flags & CODELAB_SWITCH_UNCHECKED != 0 }
    /// True if the instance is not started again after a failure.
    package var staysStopped: Bool { flags & CODELAB_SWITCH_STAY_STOPPED != 0 }

    private init(
        flavorText: consuming ByteBuffer, imageText: consuming ByteBuffer, body: consuming RequestBody,
        query: consuming ByteBuffer, flags: UInt32
    ) {
        self.flavorText = flavorText
        self.imageText = imageText
        self.body = body
        self.query = query
        self.flags = flags
    }

    package static func make(
        _ source: UnsafePointer<codelab_switch_request>?, _ report: Report
    ) throws(Failure) -> SwitchRequest {
        guard let source else { throw Check.refuse("request", "is required", report) }
        var request = codelab_switch_request()
        try readCallerStruct(source, "request", into: &request, report)
        guard request.flags & ~(CODELAB_SWITCH_UNCHECKED | CODELAB_SWITCH_STAY_STOPPED) == 0 else {
            throw Check.refuse("flags", "has an unknown bit", report)
        }
        let flavor = try Check.optionalText(request.flavor, "flavor", report)
        let imageID = try Check.optionalText(request.image_id, "image_id", report)
        guard flavor != nil || imageID != nil else {
            throw Check.refuse("request", "is empty: set flavor or image_id", report)
        }
        // The service would refuse another duration after the instance was stopped.
        let hour: Int64 = 3_600_000
        let duration =
            request.duration_ms == -1
            ? -1
            : try Check.number(request.duration_ms, "duration_ms", from: hour, to: 72 * hour, default: 0, report)
        let lease = try LeaseRequest(durationMs: duration, allowsEndless: true, report)
        return SwitchRequest(
            flavorText: try copy(flavor, report), imageText: try copy(imageID, report),
            body: try changeBody(flavor, imageID, report), query: try Service.startQuery(lease, report),
            flags: request.flags)
    }

    private static func copy(_ text: Bytes?, _ report: Report) throws(Failure) -> ByteBuffer {
        var buffer = ByteBuffer()
        if let text {
            do { try buffer.append(text) } catch { throw report.outOfMemory() }
        }
        return buffer
    }
}

/// Returns the body of the call that changes the flavor, the image, or both.
package func changeBody(_ flavor: Bytes?, _ imageID: Bytes?, _ report: Report) throws(Failure) -> RequestBody {
    var writer = try BodyWriter(report)
    try writer.member("flavor", ifGiven: flavor)
    try writer.member("image_id", ifGiven: imageID)
    return try writer.finish()
}

/// Returns the service's name of a category of flavors; `nil` if it is unknown.
package func flavorCategoryName(_ category: Int32) -> Bytes? { enumName(cschema_flavor_category_names(), category) }

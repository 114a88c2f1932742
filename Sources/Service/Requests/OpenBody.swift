package import CCodelab
import JSON
package import Platform

/// The body of *open*: `{"image_id":…,"share_url":…}` with what the caller gave.
public struct OpenBody: ~Copyable {
    private let text: ByteBuffer

    /// With nothing in it: `{}`.
    package init() { text = ByteBuffer() }

    private init(_ text: consuming ByteBuffer) { self.text = text }

    package var bytes: Bytes { text.count == 0 ? ("{}" as Literal).bytes : text.bytes }

    package static func make(_ source: UnsafePointer<codelab_open_request>?, _ report: Report) throws(Failure)
        -> OpenBody
    {
        guard let source else { return OpenBody() }
        let request = try readCallerStruct(source, "request", zeroed: codelab_open_request(), report)
        guard request.reserved == 0 else { throw Check.refuse("reserved", "must be 0", report) }
        let imageID = request.image_id.map { Bytes(cString: $0) } ?? .none
        let shareURL = request.share_url.map { Bytes(cString: $0) } ?? .none
        if imageID.isEmpty && shareURL.isEmpty { return OpenBody() }
        if !imageID.isEmpty { try Check.bodyText(imageID, "image_id", report) }
        if !shareURL.isEmpty { try Check.shareURL(shareURL, report) }
        do throws(JSONWriteError) {
            return OpenBody(try encode(imageID: imageID, shareURL: shareURL))
        } catch {
            switch error {
            case .outOfMemory: throw report.outOfMemory()
            case .notUTF8: throw Check.refuse("image_id", "is not UTF-8", report)
            }
        }
    }

    private static func encode(imageID: Bytes, shareURL: Bytes) throws(JSONWriteError) -> ByteBuffer {
        var writer = try JSONWriter()
        if !imageID.isEmpty { try writer.member("image_id", imageID) }
        if !shareURL.isEmpty {
            var encoded = ByteBuffer()
            do { try appendBase64(shareURL, to: &encoded) } catch { throw .outOfMemory }
            try writer.member("share_url", encoded.bytes)
        }
        return try writer.finish()
    }
}

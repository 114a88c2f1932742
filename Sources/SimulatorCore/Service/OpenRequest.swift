import Foundation

/// The body of an open.
struct OpenRequest: Equatable {
    /// nil: the service picks an image.
    let imageID: String?

    init(_ request: Request) throws(ServiceError) {
        let body = try RequestBody(request, names: ["image_id", "share_url"])
        let imageID = try body.text("image_id")
        self.imageID = imageID?.isEmpty == true ? nil : imageID
        if let shareURL = try body.text("share_url"), !shareURL.isEmpty { try Self.checkShareURL(shareURL) }
    }

    /// Base64, standard alphabet and padded, of the address of a file on the web.
    private static func checkShareURL(_ text: String) throws(ServiceError) {
        guard let bytes = Data(base64Encoded: text), bytes.base64EncodedString() == text else {
            throw .badParameter("share_url is not in Base64")
        }
        guard let address = String(bytes: bytes, encoding: .utf8), let url = URLComponents(string: address),
            url.scheme == "http" || url.scheme == "https", let host = url.host, !host.isEmpty
        else {
            throw .badParameter("share_url is not the Base64 of an http(s) URL")
        }
    }
}

import Foundation

/// The body of the call *open*.
struct OpenRequest: Equatable {
    /// The image; nil to let the service choose.
    let imageID: String?

    init(_ request: Request) throws(ServiceError) {
        let body = try RequestBody(request, names: ["image_id", "share_url"])
        let imageID = try body.text("image_id")
        self.imageID = imageID?.isEmpty == true ? nil : imageID
        if let shareURL = try body.text("share_url"), !shareURL.isEmpty { try Self.checkShareURL(shareURL) }
    }

    /// Checks the address of a file on the web, in padded Base64 with the standard alphabet.
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

import Foundation

/// The body of an open, checked as strictly as a fair double must.
struct OpenRequest: Equatable {
    /// nil: the service picks an image.
    let imageID: String?
    let shareURL: String?

    init(_ request: Request) throws(ServiceError) {
        try Self.checkContentType(request.headers["content-type"])
        guard let body = try? JSONValue(parsing: request.body) else {
            throw .badPayload("the body is not JSON")
        }
        guard case .object(let members) = body else { throw .badPayload("the body is not an object") }
        if let unknown = members.keys.sorted().first(where: { $0 != "image_id" && $0 != "share_url" }) {
            throw .badPayload("the field '\(unknown)' is not known")
        }
        imageID = try Self.text("image_id", in: members)
        shareURL = try Self.text("share_url", in: members)
        if let imageID, !Self.isKnownImage(imageID) { throw .noImage(imageID) }
        if let shareURL { try Self.checkShareURL(shareURL) }
    }

    private static func checkContentType(_ value: String?) throws(ServiceError) {
        let type = (value ?? "").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard type == "application/json" else { throw .badPayload("Content-Type must be application/json") }
    }

    /// nil for what is absent, null or blank.
    private static func text(_ name: String, in members: [String: JSONValue]) throws(ServiceError) -> String? {
        switch members[name] {
        case nil, .null: return nil
        case .string(let text): return text.isEmpty ? nil : text
        default: throw .wrongType(name, "String")
        }
    }

    /// Images are not simulated yet: each id in the shape of one is taken, but for the one of zeros.
    private static func isKnownImage(_ id: String) -> Bool {
        guard let uuid = UUID(uuidString: id) else { return false }
        return uuid.uuidString != "00000000-0000-0000-0000-000000000000"
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

/// The result of a call, before it is encoded.
struct Reply {
    var status = 200
    var headers: [String: String] = [:]
    /// The body; nil if there is none.
    var json: JSONValue?

    func response() throws -> Response {
        guard let json else { return Response(status: status, headers: headers) }
        var response = try Response.json(status, json)
        response.headers.merge(headers) { _, own in own }
        return response
    }

    /// Replaces a number by a text, or a text by a number, in the first object of the response.
    mutating func spoil() {
        guard var spoiled = json else { return }
        let lists = ["data", "flavors", "projects"]
        if case .array(let items)? = lists.lazy.compactMap({ spoiled[$0] }).first, let first = items.first {
            let rest = Array(items.dropFirst())
            for list in lists where spoiled[list] != nil { spoiled[list] = .array([Self.spoiled(first)] + rest) }
            json = spoiled
        } else {
            json = Self.spoiled(spoiled)
        }
    }

    private static func spoiled(_ value: JSONValue) -> JSONValue {
        var value = value
        if value["lease"] != nil {
            value["lease"]?["duration"] = "not-a-number"
        } else if value["token"] != nil {
            value["token"]?["expires_at"] = 1
        } else if let number = ["duration", "size", "vcpus"].first(where: { value[$0] != nil }) {
            value[number] = "not-a-number"
        } else {
            value["id"] = 1
        }
        return value
    }
}

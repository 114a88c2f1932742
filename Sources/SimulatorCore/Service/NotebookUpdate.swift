/// A change of an instance, which must be stopped.
struct NotebookUpdate {
    private let name: String?
    private let description: String?
    private let flavor: Flavor?
    private let image: Image?

    init(_ request: Request, _ user: User) throws(ServiceError) {
        let body = try RequestBody(request, names: ["name", "description", "flavor", "image_id"])
        name = try body.name()
        description = try body.description(forbidden: "&<>\"/")
        if let id = try body.text("flavor") {
            guard let found = Flavor.find(id) else { throw .noFlavor(id) }
            flavor = found
        } else {
            flavor = nil
        }
        if let id = try body.text("image_id") {
            guard let found = Image.find(id, user.settings) else { throw .noImage(id) }
            image = found
        } else {
            image = nil
        }
    }

    /// Returns the changed fields and little else, like the documented example.
    func reply(_ id: String, _ user: inout User, nowMS: Int64) throws(ServiceError) -> Reply {
        let settings = user.settings
        try user.change(id) { instance throws(ServiceError) in
            try instance.checkMayChange(firstField)
            if let flavor { try instance.checkMaySwitch(to: flavor, settings: settings) }
            apply(to: &instance)
            instance.touch(atMS: nowMS)
        }
        var json: JSONValue = ["endpoints": [["allowed_access_ips": Instance.allowedIPs]]]
        json["name"] = name.map(JSONValue.string)
        json["description"] = description.map(JSONValue.string)
        json["flavor"] = flavor.map { .string($0.id) }
        json["image"] = image?.partJSON
        return Reply(json: json)
    }

    private func apply(to instance: inout Instance) {
        instance.name = name ?? instance.name
        instance.flavor = flavor ?? instance.flavor
        instance.image = image ?? instance.image
        if let description { instance.description = description.isEmpty ? nil : description }
    }

    /// The field that an error names.
    private var firstField: String {
        if name != nil { return "name" }
        if description != nil { return "description" }
        return flavor != nil ? "flavor" : "image_id"
    }
}

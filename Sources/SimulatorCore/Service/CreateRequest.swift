/// The checked body of a call to create an instance.
struct CreateRequest {
    let name: String
    let description: String?
    let feature: Instance.Feature
    let flavor: Flavor
    let image: Image
    let lease: LeaseWish

    init(_ request: Request, _ user: User) throws(ServiceError) {
        let body = try RequestBody(
            request,
            names: [
                "name", "description", "feature", "flavor", "image_id", "volume", "lease", "duration", "endpoints",
                "pool_id", "workspace_id", "hooks", "tags",
            ])
        guard let name = try body.name() else { throw .required("name") }
        self.name = name
        description = try body.description(forbidden: "&<>\"'/")
        feature = try Self.feature(body)
        flavor = try Self.flavor(body, feature, user)
        let imageID = try body.neededText("image_id")
        guard let image = Image.find(imageID, user.settings) else { throw .noImage(imageID) }
        self.image = image
        try Self.checkVolume(body)
        let old = try body.integer("duration")
        let leaseBody = try body.part("lease")
        lease = try LeaseWish(
            duration: leaseBody?.integer("duration") ?? old, type: leaseBody?.text("type"), user.settings,
            takesNoEnd: true)
    }

    private static func feature(_ body: RequestBody) throws(ServiceError) -> Instance.Feature {
        guard let text = try body.text("feature") else { return .billed }
        guard let feature = Instance.Feature(rawValue: text) else { throw .invalidValue("feature", text) }
        return feature
    }

    private static func flavor(
        _ body: RequestBody, _ feature: Instance.Feature, _ user: User
    ) throws(ServiceError) -> Flavor {
        let id = try body.neededText("flavor")
        guard let flavor = Flavor.find(id) else { throw .noFlavor(id) }
        guard flavor.feature == feature else { throw .wrongFeature(id, feature.rawValue) }
        if user.settings.soldOut.contains(id) { throw .soldOut(id) }
        return flavor
    }

    private static func checkVolume(_ body: RequestBody) throws(ServiceError) {
        guard let volume = try body.part("volume") else { throw .noVolume }
        for (field, words) in [("category", ["EFS", "EVS", "SFS"]), ("ownership", ["MANAGED", "DEDICATED"])] {
            let word = try volume.neededText(field)
            guard words.contains(word.uppercased()) else { throw .invalidValue(field, word) }
        }
        if let capacity = try volume.integer("capacity"), !(1...4096).contains(capacity) {
            throw .invalidValue("capacity", String(capacity))
        }
    }
}

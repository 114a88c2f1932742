import Foundation

/// The calls that list flavors, and the call that shows an image.
struct CatalogCalls {
    let request: Request

    func showImage(_ id: String, _ user: User) throws(ServiceError) -> Reply {
        if let image = Image.find(id, user.settings) { return Reply(json: image.json) }
        throw UUID(uuidString: id) == nil ? .noSuchResource : .noImage(id)
    }

    func listFlavors(_ user: User) throws(ServiceError) -> Reply {
        let query = try Query(
            request,
            names: ["category", "limit", "offset", "type", "sort_dir", "sort_key", "flavor_type", "feature"])
        let category = try query.word("category", of: Flavor.Category.allCases.map(\.rawValue))
        let type = try query.word("type", of: ["MANAGED", "DEDICATED"])
        let feature = try query.word("feature", of: Instance.Feature.allCases.map(\.rawValue))
        let found = Flavor.all.filter { flavor in
            // All flavors belong to the service's own pool.
            type != "DEDICATED" && (category.map { $0 == flavor.category.rawValue } ?? true)
                && (feature.map { $0 == flavor.feature.rawValue } ?? true)
        }
        return try reply(found, query, user, keys: [.data])
    }

    func listSwitchableFlavors(_ id: String, _ user: User) throws(ServiceError) -> Reply {
        let query = try Query(request, names: ["limit", "offset", "sort_dir", "sort_key"])
        guard let instance = user.find(id) else { throw .noInstance(id) }
        return try reply(Flavor.switchable(for: instance), query, user, keys: [.data, .flavors])
    }

    /// - Parameter keys: the arrays that the documentation shows for the call.
    private func reply(
        _ flavors: [Flavor], _ query: Query, _ user: User, keys: [Settings.FlavorKey]
    ) throws(ServiceError) -> Reply {
        let offset = try query.integer("offset", in: Page.offsetRange) ?? 0
        let limit = try query.integer("limit", in: 1...1000) ?? max(1, flavors.count)
        let settings = user.settings
        let page = flavors.dropFirst(offset).prefix(limit).map { $0.json(isSoldOut: settings.soldOut.contains($0.id)) }
        let names = (settings.flavorKeys ?? keys).map(\.rawValue)
        return Reply(
            json: Page(page, ofTotal: flavors.count, offset: offset, limit: limit, base: 1, keys: names).json)
    }
}

/// A list of instances of one feature: the billed ones, unless the free one is requested.
struct NotebookList {
    private let feature: Instance.Feature
    private let offset: Int
    private let limit: Int
    private let query: Query
    private let status: String?
    private let isAscending: Bool
    private let keys: [String]
    private let user: User

    private static let names = [
        "feature", "limit", "offset", "name", "status", "owner", "pool_id", "sort_dir", "sort_key", "workspaceId",
        "workspace_id", "flavor", "image_id", "id", "billing", "tags",
    ]
    private static let limits = [10, 20, 50]
    private static let sortable = ["create_at", "update_at", "name", "status"]

    init(_ request: Request, _ user: User) throws(ServiceError) {
        query = try Query(request, names: Self.names)
        let features = Instance.Feature.allCases.map(\.rawValue)
        feature = try query.word("feature", of: features).flatMap(Instance.Feature.init) ?? .billed
        offset = try query.integer("offset", in: Page.offsetRange) ?? 0
        limit = try query.integer("limit", in: 1...50) ?? Self.limits[0]
        guard Self.limits.contains(limit) else { throw .invalidValue("limit", String(limit)) }
        status = try query.word("status", of: InstanceStatus.documented)
        isAscending = try query.word("sort_dir", of: ["ASC", "DESC"]) == "ASC"
        keys = (query["sort_key"] ?? "create_at").split(separator: ",").map(String.init)
        if let unknown = keys.first(where: { !Self.sortable.contains($0) }) { throw .notSortable(unknown) }
        self.user = user
    }

    func reply(nowMS: Int64, endpoint: String) -> Reply {
        let all = feature == .free ? [user.instance].compactMap(\.self) : user.notebooks
        let found = all.map { ($0, $0.moment(atMS: nowMS)) }.filter(isWanted).sorted(by: precedes)
        let page = found.dropFirst(offset).prefix(limit).map { instance, moment in
            instance.json(moment, of: user.identity, endpoint: endpoint)
        }
        return Reply(json: Page(page, ofTotal: found.count, offset: offset, limit: limit, base: 0).json)
    }

    private func isWanted(_ instance: Instance, _ moment: Moment) -> Bool {
        func fits(_ name: String, _ value: String) -> Bool { query[name].map { $0 == value } ?? true }
        let isNamed = query["name"].map { instance.name.contains($0) } ?? true
        // No instance is in a pool, and there is only one workspace.
        return isNamed && (status.map { $0 == moment.status } ?? true) && fits("id", instance.id)
            && fits("owner", user.identity.userID) && query["pool_id"] == nil
            && fits("workspaceId", "0") && fits("workspace_id", "0")
            && fits("flavor", instance.flavor.id) && fits("image_id", instance.image.id)
    }

    private func precedes(_ one: (Instance, Moment), _ other: (Instance, Moment)) -> Bool {
        for key in keys {
            let (left, right) = isAscending ? (one, other) : (other, one)
            switch key {
            case "create_at" where left.0.createdMS != right.0.createdMS: return left.0.createdMS < right.0.createdMS
            case "update_at" where left.1.updatedMS != right.1.updatedMS: return left.1.updatedMS < right.1.updatedMS
            case "name" where left.0.name != right.0.name: return left.0.name < right.0.name
            case "status" where left.1.status != right.1.status: return left.1.status < right.1.status
            default: continue
            }
        }
        return false
    }
}

/// A list of images.
struct ImageList {
    private let query: Query
    private let offset: Int
    private let limit: Int
    private let kind: Image.Kind?
    private let isFuzzy: Bool
    private let isAscending: Bool

    private static let names = [
        "limit", "offset", "name", "name_fuzzy_match", "namespace", "service_type", "sort_dir", "sort_key", "type",
        "workspace_id", "show_name", "show_tag",
    ]
    private static let limitRange: ClosedRange<Int64> = 1...200
    private static let sortable = ["createTime", "updateTime"]

    init(_ request: Request) throws(ServiceError) {
        query = try Query(request, names: Self.names)
        offset = try query.integer("offset", in: Page.offsetRange) ?? 0
        limit = try query.integer("limit", in: Self.limitRange) ?? Int(Self.limitRange.upperBound)
        kind = try query.word("type", of: Image.Kind.allCases.map(\.rawValue)).flatMap(Image.Kind.init)
        isFuzzy = try query.bool("name_fuzzy_match") ?? true
        isAscending = try query.word("sort_dir", of: ["ASC", "DESC"]) == "ASC"
        if let key = query["sort_key"], !Self.sortable.contains(key) { throw .notSortable(key) }
        _ = try query.word("service_type", of: ["COMMON", "INFERENCE", "TRAIN", "DEV", "UNKNOWN"])
    }

    func reply(_ user: User) -> Reply {
        let found = Image.all(user.settings).filter(isWanted).sorted { one, other in
            isAscending ? one.createdMS < other.createdMS : one.createdMS > other.createdMS
        }
        let page = found.dropFirst(offset).prefix(limit).map(\.json)
        return Reply(json: Page(page, ofTotal: found.count, offset: offset, limit: limit, base: 0).json)
    }

    private func isWanted(_ image: Image) -> Bool {
        func fits(_ name: String, _ value: String) -> Bool { query[name].map { $0 == value } ?? true }
        let isNamed = query["name"].map { isFuzzy ? image.name.contains($0) : image.name == $0 } ?? true
        return isNamed && (kind.map { $0 == image.kind } ?? true) && fits("namespace", image.namespace)
            && fits("service_type", Image.serviceType) && fits("workspace_id", "0")
    }
}

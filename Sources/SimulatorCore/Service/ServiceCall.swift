/// The calls by the names that tests know them by.
enum CallName: String, CaseIterable {
    case open
    case show
    case list
    case create
    case start
    case stop
    case delete
    case update
    case showLease = "show_lease"
    case renewLease = "renew_lease"
    case listImages = "list_images"
    case showImage = "show_image"
    case listFlavors = "list_flavors"
    case listSwitchableFlavors = "list_switchable_flavors"
    case iamTokens = "iam_tokens"
    case iamProjects = "iam_projects"
    /// A route that is not there.
    case unknown

    var isIAM: Bool { self == .iamTokens || self == .iamProjects }
}

/// What a request under `/v1/{project_id}` asks the service for: which call, and for what.
struct ServiceCall: Equatable {
    let name: CallName
    /// Of the instance or the image, where the path has one.
    let id: String

    /// Some words stand where ids do.
    private static func isID(_ part: String) -> Bool {
        !["", "open", "all", "flavors"].contains(part)
    }

    /// - Parameter rest: what follows the project in the path.
    init(method: String, rest: ArraySlice<String>) {
        let rest = Array(rest)
        let shape = rest.enumerated().map { index, part in index == 1 && Self.isID(part) ? "*" : part }
        name = Self.names["\(method) \(shape.joined(separator: "/"))"] ?? .unknown
        id = rest.count > 1 ? rest[1] : ""
    }

    private static let names: [String: CallName] = [
        "POST notebooks/open": .open,
        "GET notebooks": .list,
        "POST notebooks": .create,
        "GET notebooks/flavors": .listFlavors,
        "GET notebooks/*": .show,
        "PUT notebooks/*": .update,
        "DELETE notebooks/*": .delete,
        "POST notebooks/*/start": .start,
        "POST notebooks/*/stop": .stop,
        "GET notebooks/*/lease": .showLease,
        "PATCH notebooks/*/lease": .renewLease,
        "GET notebooks/*/flavors": .listSwitchableFlavors,
        "GET images": .listImages,
        "GET images/*": .showImage,
    ]
}

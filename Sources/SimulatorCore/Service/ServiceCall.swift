/// The calls, by the names that tests use.
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
    /// An unknown route.
    case unknown

    var isIAM: Bool { self == .iamTokens || self == .iamProjects }
}

/// The call of a request below `/v1/{project_id}`, and its subject.
struct ServiceCall: Equatable {
    let name: CallName
    /// The id of the instance or the image, if the path has one.
    let id: String

    /// Returns true if a part of the path is an id, and not the name of a call.
    private static func isID(_ part: String) -> Bool {
        !["", "open", "all", "flavors"].contains(part)
    }

    /// - Parameter rest: the parts of the path after the project.
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

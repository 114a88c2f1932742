/// What a request under `/v1/{project_id}` asks the service for.
enum ServiceCall: Equatable {
    case open
    case show(id: String)
    /// A route that the service does not have, or that is not simulated.
    case unknown

    /// - Parameter rest: what follows the project in the path.
    init(method: String, rest: ArraySlice<String>) {
        let rest = Array(rest)
        if method == "POST", rest == ["notebooks", "open"] {
            self = .open
        } else if method == "GET", rest.count == 2, rest[0] == "notebooks", !rest[1].isEmpty {
            self = .show(id: rest[1])
        } else {
            self = .unknown
        }
    }
}

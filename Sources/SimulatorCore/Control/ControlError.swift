/// The reason why a control call failed, as a sentence for the author of a test.
enum ControlError: Error, Equatable {
    case noRoute
    case noUser(String)
    case noInstance
    case method(allowed: [String])
    case input(String)

    func response() throws -> Response {
        var response = try Response.json(status, ["error": .string(sentence)])
        if case .method(let allowed) = self { response.headers["Allow"] = allowed.joined(separator: ", ") }
        return response
    }

    private var status: Int {
        switch self {
        case .noRoute, .noUser, .noInstance: 404
        case .method: 405
        case .input: 400
        }
    }

    private var sentence: String {
        switch self {
        case .noRoute:
            "no such control call; there are /simulator/users[/{project_id}[/faults|/requests|/instance|/tokens]]"
        case .noUser(let projectID): "no user has the project '\(projectID)'"
        case .noInstance: "this user has no instance; open one first"
        case .method(let allowed): "this control call takes \(allowed.joined(separator: " or "))"
        case .input(let sentence): sentence
        }
    }
}

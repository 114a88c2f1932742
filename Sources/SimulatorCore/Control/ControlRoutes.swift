import Foundation

/// The calls below `/simulator`, with which tests create users and control the service's behaviour towards them.
struct ControlRoutes {
    /// The real time.
    let nowMS: Int64
    let endpoint: String

    func respond(to request: Request, in directory: inout UserDirectory) throws -> Response {
        do throws(ControlError) {
            return try route(request, in: &directory)
        } catch {
            return try error.response()
        }
    }

    private func route(_ request: Request, in directory: inout UserDirectory) throws(ControlError) -> Response {
        let segments = Array(request.segments.dropFirst())
        guard segments.first == "users", segments.count <= 3 else { throw .noRoute }
        if segments.count == 1 {
            try allow(["POST"], request)
            return try addUser(request, in: &directory)
        }
        let projectID = segments[1]
        guard directory.user(projectID) != nil else { throw .noUser(projectID) }
        let part = segments.count == 3 ? segments[2] : nil
        if part == "tokens" {
            try allow(["DELETE"], request)
            directory.revokeTokens(of: projectID)
            return .bare(204)
        }
        let response = try directory.change(projectID) { user throws(ControlError) in
            user.advance(toMS: user.serviceTimeMS(nowMS))
            return try route(request, part: part, of: &user)
        }
        guard let response else { throw .noUser(projectID) }
        return response
    }

    private func route(_ request: Request, part: String?, of user: inout User) throws(ControlError) -> Response {
        switch part {
        case nil:
            try allow(["PATCH"], request)
            let value = try body(of: request)
            try asControlError { () throws(InputError) in try user.change(value, nowMS: nowMS) }
        case "faults":
            try allow(["PUT"], request)
            let value = try body(of: request)
            user.faults = FaultQueue(try asControlError { () throws(InputError) in try Fault.list(value) })
        case "requests":
            try allow(["GET", "DELETE"], request)
            if request.method == "GET" { return try json(200, user.log.json) }
            user.log.removeAll()
        case "instance":
            try allow(["PATCH", "DELETE"], request)
            try changeInstance(request, of: &user)
        default:
            throw .noRoute
        }
        return .bare(204)
    }

    private func addUser(_ request: Request, in directory: inout UserDirectory) throws(ControlError) -> Response {
        let value = request.body.isEmpty ? .object([:]) : try body(of: request)
        let user = try asControlError { () throws(InputError) -> User in try makeUser(value) }
        directory.add(user)
        return try json(201, user.identity.json(endpoint: endpoint))
    }

    /// Makes a user. Identity and settings are members of the same object.
    private func makeUser(_ value: JSONValue) throws(InputError) -> User {
        guard case .object(let members) = value else {
            throw InputError(sentence: "settings must be an object, not \(value.typeName)")
        }
        let identity = try Identity(.object(members.filter { Identity.keys.contains($0.key) }))
        var settings = Settings()
        try settings.apply(.object(members.filter { !Identity.keys.contains($0.key) }))
        return User(identity, settings: settings, nowMS: nowMS)
    }

    private func changeInstance(_ request: Request, of user: inout User) throws(ControlError) {
        if request.method == "DELETE" {
            user.instance = nil
            return
        }
        user.makeExisting(atMS: user.serviceTimeMS(nowMS))
        guard user.instance != nil else { throw .noInstance }
        let value = try body(of: request)
        let change = try asControlError { () throws(InputError) in try InstanceChange(value) }
        let serviceMS = user.serviceTimeMS(nowMS)
        user.instance?.apply(change, atMS: serviceMS)
    }

    private func allow(_ methods: [String], _ request: Request) throws(ControlError) {
        guard methods.contains(request.method) else { throw .method(allowed: methods) }
    }

    private func body(of request: Request) throws(ControlError) -> JSONValue {
        do {
            return try JSONValue(parsing: request.body)
        } catch {
            throw .input("the body is not JSON")
        }
    }

    private func json(_ status: Int, _ value: JSONValue) throws(ControlError) -> Response {
        do {
            return try .json(status, value)
        } catch {
            throw .input("the response cannot be written as JSON: \(error)")
        }
    }

    private func asControlError<Result>(
        _ body: () throws(InputError) -> Result
    ) throws(ControlError) -> Result {
        do {
            return try body()
        } catch {
            throw .input(error.sentence)
        }
    }
}

import Foundation

/// The body of a request, checked strictly.
struct RequestBody {
    private let members: [String: JSONValue]

    /// - Parameters:
    ///   - names: all fields of the call.
    ///   - isOptional: True if the request may have no body.
    init(_ request: Request, names: [String], isOptional: Bool = false) throws(ServiceError) {
        if isOptional, request.body.isEmpty {
            members = [:]
            return
        }
        let type = (request.headers["content-type"] ?? "").prefix { $0 != ";" }
        guard type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json" else {
            throw .badPayload("Content-Type must be application/json")
        }
        guard let body = try? JSONValue(parsing: request.body) else { throw .badPayload("the body is not JSON") }
        guard case .object(let members) = body else { throw .badPayload("the body is not an object") }
        if let unknown = members.keys.sorted().first(where: { !names.contains($0) }) {
            throw .badPayload("the field '\(unknown)' is not known")
        }
        self.members = members
    }

    /// Makes a part of a body.
    private init(_ members: [String: JSONValue]) {
        self.members = members
    }

    var isEmpty: Bool { members.isEmpty }

    /// Returns a text; nil if it is absent or null.
    func text(_ name: String) throws(ServiceError) -> String? {
        switch members[name] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw .wrongType(name, "String")
        }
    }

    /// Returns a text, which must be present and not empty.
    func neededText(_ name: String) throws(ServiceError) -> String {
        guard let text = try text(name), !text.isEmpty else { throw .required(name) }
        return text
    }

    func integer(_ name: String) throws(ServiceError) -> Int64? {
        switch members[name] {
        case nil, .null: return nil
        case .integer(let value): return value
        default: throw .wrongType(name, "Long")
        }
    }

    /// Returns an object inside the body; nil if it is absent or null.
    func part(_ name: String) throws(ServiceError) -> RequestBody? {
        switch members[name] {
        case nil, .null: return nil
        case .object(let members): return RequestBody(members)
        default: throw .wrongType(name, "Object")
        }
    }

    func array(_ name: String) throws(ServiceError) -> [JSONValue]? {
        switch members[name] {
        case nil, .null: return nil
        case .array(let items): return items
        default: throw .wrongType(name, "Array")
        }
    }
}

extension RequestBody {
    /// Returns the name of an instance.
    func name() throws(ServiceError) -> String? {
        guard let name = try text("name") else { return nil }
        guard name.wholeMatch(of: /[A-Za-z0-9_-]{1,128}/) != nil else { throw .forbiddenCharacter }
        return name
    }

    /// - Parameter forbidden: the characters that the call rejects in a description.
    func description(forbidden: String) throws(ServiceError) -> String? {
        guard let description = try text("description") else { return nil }
        guard description.count <= 512 else { throw .invalidValue("description", "more than 512 characters") }
        guard !description.contains(where: forbidden.contains) else { throw .forbiddenCharacter }
        return description
    }
}

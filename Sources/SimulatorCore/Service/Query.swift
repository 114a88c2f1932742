import Foundation

/// The query of a request, in which each parameter is checked.
struct Query {
    private let values: [String: String]

    /// - Parameter names: all parameters of the call.
    init(_ request: Request, names: [String]) throws(ServiceError) {
        var values: [String: String] = [:]
        let query = request.target.drop { $0 != "?" }.dropFirst()
        for field in query.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = String(parts[0]).removingPercentEncoding,
                let value = String(parts.count == 2 ? parts[1] : "").removingPercentEncoding
            else { throw .badRequest }
            guard names.contains(name) else { throw .badParameter("the parameter '\(name)' is not known") }
            values[name] = value
        }
        self.values = values
    }

    /// Returns true if the parameter is present, even if it is empty.
    func has(_ name: String) -> Bool {
        values[name] != nil
    }

    /// The value of a parameter; nil if it is absent or empty.
    subscript(name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func integer(_ name: String) throws(ServiceError) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let value = Int64(text) else { throw .wrongType(name, "Long") }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(ServiceError) -> Int? {
        guard let value = try integer(name) else { return nil }
        guard range.contains(value) else { throw .invalidValue(name, String(value)) }
        return Int(value)
    }

    func bool(_ name: String) throws(ServiceError) -> Bool? {
        guard let text = self[name] else { return nil }
        guard let value = Bool(text) else { throw .wrongType(name, "Boolean") }
        return value
    }

    func word(_ name: String, of words: [String]) throws(ServiceError) -> String? {
        guard let text = self[name] else { return nil }
        guard words.contains(text) else { throw .invalidValue(name, text) }
        return text
    }
}

/// One page of a list.
struct Page {
    let json: JSONValue

    /// - Parameters:
    ///   - base: the number of the first page, which differs between the lists.
    ///   - keys: the names of the arrays with the elements; all have the same content.
    init(_ items: [JSONValue], ofTotal total: Int, offset: Int, limit: Int, base: Int, keys: [String] = ["data"]) {
        var json: JSONValue = [
            "current": .integer(Int64(offset / limit + base)), "size": .integer(Int64(items.count)),
            "pages": .integer(Int64((total + limit - 1) / limit)), "total": .integer(Int64(total)),
        ]
        for key in keys { json[key] = .array(items) }
        self.json = json
    }

    /// The accepted offsets.
    static let offsetRange: ClosedRange<Int64> = 0...1_000_000_000
}

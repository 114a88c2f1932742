/// Reads faults from JSON.
extension Fault {
    private static let commonKeys = ["kind", "call", "times", "delay_ms"]
    private static let delayRangeMS: ClosedRange<Int64> = 0...3_600_000

    /// The kinds by name, with the keys of each in addition to the common ones.
    private static let keysByKind: [String: [String]] = [
        "latency": [], "status": ["status", "headers", "body"], "html": [], "empty": [], "list": [],
        "body": ["body", "status", "headers"], "wrong_type": [], "truncated": [], "slow": ["interval_ms"],
        "endless": [], "reset": ["after"],
    ]

    init(_ value: JSONValue, what: String) throws(InputError) {
        guard case .string(let name)? = value["kind"], let ownKeys = Self.keysByKind[name] else {
            let known = Self.keysByKind.keys.sorted().joined(separator: ", ")
            throw InputError(sentence: "\(what) needs a 'kind', one of: \(known)")
        }
        let input = try InputReader(value, what: what, keys: Self.commonKeys + ownKeys)
        kind = try Self.kind(named: name, input, what: what)
        call = try Self.callFilter(input, what: what)
        let times = try input.integer("times", in: 0...Int64(Int32.max)) ?? 1
        timesLeft = times == 0 ? nil : times
        delayMS = try input.integer("delay_ms", in: Self.delayRangeMS) ?? 0
        isAfter = try input.bool("after") ?? true
    }

    /// Reads a list of faults.
    static func list(_ value: JSONValue) throws(InputError) -> [Fault] {
        guard case .array(let items) = value else {
            throw InputError(sentence: "faults must be an array, not \(value.typeName)")
        }
        var faults: [Fault] = []
        for (index, item) in items.enumerated() {
            faults.append(try Fault(item, what: "fault \(index + 1)"))
        }
        return faults
    }

    private static func callFilter(_ input: InputReader, what: String) throws(InputError) -> CallFilter {
        guard let name = try input.string("call") else { return .any }
        if name == "any" { return .any }
        guard let call = CallName(rawValue: name), call != .unknown else {
            let known = CallName.allCases.filter { $0 != .unknown }.map(\.rawValue).joined(separator: ", ")
            throw InputError(sentence: "\(what): 'call' must be any or one of \(known), not '\(name)'")
        }
        return .one(call)
    }

    private static func kind(named name: String, _ input: InputReader, what: String) throws(InputError) -> Kind {
        switch name {
        case "status":
            guard let status = try input.integer("status", in: 200...599) else {
                throw InputError(sentence: "\(what): 'status' is needed")
            }
            return .status(Int(status), headers: try headers(input, what: what), body: try input.string("body"))
        case "body":
            guard let body = try input.string("body") else { throw InputError(sentence: "\(what): 'body' is needed") }
            let status = try input.integer("status", in: 200...599) ?? 200
            return .body(body, status: Int(status), headers: try headers(input, what: what))
        case "slow":
            return .delivery(.slow(intervalMS: try input.integer("interval_ms", in: delayRangeMS) ?? 100))
        default:
            return plainKind(named: name)
        }
    }

    private static func plainKind(named name: String) -> Kind {
        switch name {
        case "html": .html
        case "empty": .empty
        case "list": .list
        case "wrong_type": .wrongType
        case "truncated": .delivery(.truncated)
        case "endless": .delivery(.endless)
        case "reset": .delivery(.reset)
        default: .latency
        }
    }

    /// Reads headers, and rejects names and values that would end the header.
    private static func headers(_ input: InputReader, what: String) throws(InputError) -> [String: String] {
        let headers = try input.strings("headers") ?? [:]
        for (name, value) in headers {
            let isName = !name.isEmpty && name.utf8.allSatisfy(isTokenByte)
            let isValue = value.utf8.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
            guard isName, isValue else {
                throw InputError(sentence: "\(what): '\(name)' cannot be sent as a header")
            }
        }
        return headers
    }

    /// Returns true for the bytes of a token of RFC 9110.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// An invalid input, described in one sentence for users.
struct InputError: Error, Equatable {
    let sentence: String
}

/// Reads the members of one JSON object by name and type, and rejects unknown ones.
///
/// Every key must be known: with a misspelt setting, a test would test nothing.
struct InputReader {
    private let members: [String: JSONValue]
    private let what: String

    /// - Parameters:
    ///   - what: the name of the object in messages: `fault 2`.
    ///   - keys: all keys that it may have.
    init(_ value: JSONValue, what: String, keys: [String]) throws(InputError) {
        guard case .object(let members) = value else {
            throw InputError(sentence: "\(what) must be an object, not \(value.typeName)")
        }
        if let unknown = members.keys.sorted().first(where: { !keys.contains($0) }) {
            let known = keys.joined(separator: ", ")
            throw InputError(sentence: "\(what) has an unknown key '\(unknown)'; known: \(known)")
        }
        self.members = members
        self.what = what
    }

    /// Returns true if the key is present, even if its value is null.
    func has(_ key: String) -> Bool {
        members[key] != nil
    }

    /// nil where the key is absent or null.
    func string(_ key: String) throws(InputError) -> String? {
        switch members[key] {
        case nil, .null: return nil
        case .string(let value): return value
        case .some(let other): throw wrongType(key, "a string", other)
        }
    }

    /// nil where the key is absent or null.
    func integer(_ key: String, in range: ClosedRange<Int64>) throws(InputError) -> Int64? {
        switch members[key] {
        case nil, .null:
            return nil
        case .integer(let value):
            guard range.contains(value) else {
                let bounds = "\(range.lowerBound) to \(range.upperBound)"
                throw InputError(sentence: "\(what): '\(key)' must be \(bounds), not \(value)")
            }
            return value
        case .some(let other):
            throw wrongType(key, "an integer", other)
        }
    }

    /// nil where the key is absent or null.
    func strings(_ key: String) throws(InputError) -> [String: String]? {
        switch members[key] {
        case nil, .null:
            return nil
        case .object(let object):
            var strings: [String: String] = [:]
            for (name, value) in object {
                guard case .string(let text) = value else { throw wrongType("\(key).\(name)", "a string", value) }
                strings[name] = text
            }
            return strings
        case .some(let other):
            throw wrongType(key, "an object of strings", other)
        }
    }

    /// nil where the key is absent or null.
    func bool(_ key: String) throws(InputError) -> Bool? {
        switch members[key] {
        case nil, .null: return nil
        case .bool(let value): return value
        case .some(let other): throw wrongType(key, "true or false", other)
        }
    }

    /// Returns an array of texts; nil if the key is absent or null.
    func list(_ key: String) throws(InputError) -> [String]? {
        switch members[key] {
        case nil, .null:
            return nil
        case .array(let items):
            var texts: [String] = []
            for item in items {
                guard case .string(let text) = item else { throw wrongType(key, "an array of strings", item) }
                texts.append(text)
            }
            return texts
        case .some(let other):
            throw wrongType(key, "an array of strings", other)
        }
    }

    /// Returns a value of an enumeration; nil if the key is absent or null.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String) throws(InputError) -> Word? {
        guard let text = try string(key) else { return nil }
        return try word(text, of: key)
    }

    /// Returns an array of such values; nil if the key is absent or null.
    func words<Word: RawRepresentable<String> & CaseIterable>(_ key: String) throws(InputError) -> [Word]? {
        guard let texts = try list(key) else { return nil }
        var words: [Word] = []
        for text in texts { words.append(try word(text, of: key)) }
        return words
    }

    private func word<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String, of key: String
    ) throws(InputError) -> Word {
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw InputError(sentence: "\(what): '\(key)' must be one of \(known), not '\(text)'")
    }

    private func wrongType(_ key: String, _ wanted: String, _ found: JSONValue) -> InputError {
        InputError(sentence: "\(what): '\(key)' must be \(wanted), not \(found.typeName)")
    }
}

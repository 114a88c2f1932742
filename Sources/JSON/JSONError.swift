package import Platform

/// What kind of value stands at a place, as its first byte tells.
package enum JSONKind: UInt8, Sendable {
    case object, array, string, number, integer, boolean, null
    /// Nothing that could begin a value.
    case none
}

/// Why a text cannot be read, and where.
package struct JSONError: Error {
    package enum Reason: UInt8, Sendable {
        /// The text ends where something is missing.
        case ends
        /// There is nothing at all.
        case empty
        case notValue
        case notKey
        case notColon
        case notCommaInObject
        case notCommaInArray
        case trailing
        case badNumber
        case badWord
        case badEscape
        case surrogate
        case notUTF8
        case control
        case tooDeep
        case wrongKind
        case fraction
        case integerRange
        case numberRange
        /// U+0000 in a text that must become a C string.
        case nul
        case outOfMemory
    }

    package let reason: Reason
    /// What the caller asked for and what stands there, when the reason is ``Reason/wrongKind``.
    package let expected: JSONKind
    package let found: JSONKind
    /// The byte of the text, as it arrived, at which it stops making sense.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int, expected: JSONKind = .none, found: JSONKind = .none) {
        self.reason = reason
        self.expected = expected
        self.found = found
        self.offset = offset
    }

    /// Writes the reason as the end of a sentence, without the place: "expected an integer, found a string".
    package func describe(to writer: inout TextWriter) {
        guard reason == .wrongKind else { return writer.write(reason.text) }
        writer.write("expected ")
        writer.write(expected.text)
        writer.write(", found ")
        writer.write(found.text)
    }
}

extension JSONKind {
    var text: Literal {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .integer: "an integer"
        case .boolean: "a boolean"
        case .null: "null"
        case .none: "something that is not JSON"
        }
    }
}

extension JSONError.Reason {
    var text: Literal {
        switch self {
        case .ends: "the text ends in the middle of a value"
        case .empty: "there is nothing to read"
        case .notValue: "expected a value, found something that is not JSON"
        case .notKey: "expected a key in double quotes"
        case .notColon: "expected a colon after the key"
        case .notCommaInObject: "expected a comma or the end of the object"
        case .notCommaInArray: "expected a comma or the end of the array"
        case .trailing: "something follows the end of the value"
        case .badNumber: "the number is malformed"
        case .badWord: "expected true, false or null"
        case .badEscape: "the string has an escape that does not exist"
        case .surrogate: "the string has half a surrogate pair"
        case .notUTF8: "the string is not UTF-8"
        case .control: "the string has a control character that is not escaped"
        case .tooDeep: "the nesting is deeper than 128"
        case .wrongKind: "the value is of another kind"
        case .fraction: "expected an integer, found a fraction"
        case .integerRange: "the integer does not fit into 64 bits"
        case .numberRange: "the number is too large"
        case .nul: "the string has U+0000, which a C string cannot hold"
        case .outOfMemory: "there is no memory for what the text holds"
        }
    }

    /// Whether the text is JSON, and only the value is not of the kind that was asked for.
    package var isAboutValue: Bool {
        switch self {
        case .wrongKind, .fraction, .integerRange, .numberRange, .nul, .surrogate: true
        default: false
        }
    }
}

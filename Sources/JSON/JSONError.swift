package import Platform

/// The kind of a value, as its first byte shows.
package enum JSONKind: UInt8, Sendable {
    case object, array, string, number, integer, boolean, null
    /// No value begins with this byte.
    case none
}

/// The reason why a text cannot be read, and the position.
package struct JSONError: Error {
    package enum Reason: UInt8, Sendable {
        /// The text ends before the value does.
        case ends
        /// The text is empty.
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
    /// The kind that the caller asked for and the kind that was found, if the reason is ``Reason/wrongKind``.
    package let expected: JSONKind
    package let found: JSONKind
    /// The offset of the first invalid byte, in the text as it arrived.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int, expected: JSONKind = .none, found: JSONKind = .none) {
        self.reason = reason
        self.expected = expected
        self.found = found
        self.offset = offset
    }

    /// Writes the reason as the end of a sentence, without the position: "expected an integer, found a string".
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
        case .empty: "the text is empty"
        case .notValue: "expected a value, found something that is not JSON"
        case .notKey: "expected a key in double quotes"
        case .notColon: "expected a colon after the key"
        case .notCommaInObject: "expected a comma or the end of the object"
        case .notCommaInArray: "expected a comma or the end of the array"
        case .trailing: "unexpected text after the value"
        case .badNumber: "the number is malformed"
        case .badWord: "expected true, false or null"
        case .badEscape: "the string has an unknown escape"
        case .surrogate: "the string has an unpaired surrogate"
        case .notUTF8: "the string is not UTF-8"
        case .control: "the string has an unescaped control character"
        case .tooDeep: "the nesting is deeper than 128"
        case .wrongKind: "the value is of another kind"
        case .fraction: "expected an integer, found a fraction"
        case .integerRange: "the integer does not fit into 64 bits"
        case .numberRange: "the number is too large"
        case .nul: "the string has U+0000, which a C string cannot hold"
        case .outOfMemory: "out of memory"
        }
    }

    /// True if the text is valid JSON, and only the value has not the requested kind.
    package var isAboutValue: Bool {
        switch self {
        case .wrongKind, .fraction, .integerRange, .numberRange, .nul, .surrogate: true
        default: false
        }
    }
}

import CCodelab
import JSON
package import Platform

/// Checks values for the bodies and queries of requests.
extension Check {
    /// Checks a text that is only sent in a body or, percent-encoded, in a query. The service checks its meaning.
    /// Returns `nil` if it is NULL.
    package static func optionalText(
        _ text: UnsafePointer<CChar>?, _ field: Literal, longest: Int = longestText, _ report: Report
    ) throws(Failure) -> Bytes? {
        guard let text else { return nil }
        let bytes = Bytes(cString: text)
        guard !bytes.isEmpty else { throw refuse(field, "is empty; NULL leaves it out", report) }
        try length(bytes, field, longest: longest, report)
        guard bytes.allSatisfy({ !$0.isControl }) else {
            throw refuse(field, "has a control character", report)
        }
        guard isUTF8(bytes) else { throw refuse(field, "is not UTF-8", report) }
        return bytes
    }

    /// Checks the description of an instance, in which the service rejects certain characters. It may be empty.
    package static func description(
        _ text: UnsafePointer<CChar>?, _ report: Report
    ) throws(Failure) -> Bytes? {
        guard let text else { return nil }
        let bytes = Bytes(cString: text)
        try length(bytes, "description", longest: 512, report)
        guard bytes.allSatisfy({ !isRefusedInDescription($0) }) else {
            throw refuse("description", "must not contain & < > \" /", report)
        }
        return bytes
    }

    private static func isRefusedInDescription(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "/"): true
        default: false
        }
    }

    /// Checks a value of an enum of the header, in which 0 means that no value was set.
    package static func choice(
        _ value: Int32, _ field: Literal, upTo highest: Int32, _ report: Report
    ) throws(Failure) {
        guard value >= 0, value <= highest else { throw refuse(field, "is not a value of its enum", report) }
    }

    package static func reserved(_ isZero: Bool, _ report: Report) throws(Failure) {
        if !isZero { throw refuse("reserved", "must be 0", report) }
    }

    /// Checks the length of a lease from now on: 0 is the service's default, -1 (where it is allowed) means unlimited.
    package static func leaseDuration(
        _ value: Int64, allowsEndless: Bool, _ report: Report
    ) throws(Failure) {
        if value >= 0 || (value == -1 && allowsEndless) { return }
        throw refuse(
            "duration_ms",
            allowsEndless
                ? "must be milliseconds from now, 0 (the default), or -1 (unlimited)"
                : "must be milliseconds from now, or 0 (the default)",
            report)
    }
}

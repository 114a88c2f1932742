import CCodelab
import JSON
package import Platform

/// What callers may ask for in the bodies and queries of requests.
extension Check {
    /// A text that only goes into a body or, percent-encoded, into a query: the service judges it. `nil` if it is NULL.
    package static func optionalText(
        _ text: UnsafePointer<CChar>?, _ field: Literal, longest: Int = longestText, _ report: Report
    ) throws(Failure) -> Bytes? {
        guard let text else { return nil }
        let bytes = Bytes(cString: text)
        guard !bytes.isEmpty else { throw refuse(field, "is empty; NULL leaves it out", report) }
        try length(bytes, field, longest: longest, report)
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw refuse(field, "holds a control character", report)
        }
        guard isUTF8(bytes) else { throw refuse(field, "is not UTF-8", report) }
        return bytes
    }

    /// An instance's description, which the service refuses with certain characters. It may be empty.
    package static func description(
        _ text: UnsafePointer<CChar>?, _ report: Report
    ) throws(Failure) -> Bytes? {
        guard let text else { return nil }
        let bytes = Bytes(cString: text)
        try length(bytes, "description", longest: 512, report)
        guard bytes.allSatisfy({ $0 != 0x26 && $0 != 0x3C && $0 != 0x3E && $0 != 0x22 && $0 != 0x2F }) else {
            throw refuse("description", "may hold none of & < > \" /", report)
        }
        return bytes
    }

    /// A value of an enum of the header, of which 0 stands for none.
    package static func choice(
        _ value: Int32, _ field: Literal, upTo highest: Int32, _ report: Report
    ) throws(Failure) {
        guard value >= 0, value <= highest else { throw refuse(field, "is no value of its enum", report) }
    }

    package static func reserved(_ isZero: Bool, _ report: Report) throws(Failure) {
        if !isZero { throw refuse("reserved", "must be 0", report) }
    }

    /// A lease's length from now on: 0 is the service's default, -1 (where it may be) no end.
    package static func leaseDuration(
        _ value: Int64, allowsEndless: Bool, _ report: Report
    ) throws(Failure) {
        if value >= 0 || (value == -1 && allowsEndless) { return }
        throw refuse(
            "duration_ms",
            allowsEndless
                ? "must be milliseconds from now, 0 (the default), or -1 (without an end)"
                : "must be milliseconds from now, or 0 (the default)",
            report)
    }
}

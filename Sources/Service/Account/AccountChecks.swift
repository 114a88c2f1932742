import CCodelab
import JSON
import Platform

/// What the parts of an account may hold. Lengths are those of the header; where it has none, far above what IAM takes.
extension Check {
    /// A secret in a header: visible ASCII, so that it can neither end the header nor begin another.
    static func secret(_ given: Given, longest: Int, _ report: Report) throws(Failure) {
        try length(given.text, given.name, longest: longest, report)
        guard given.text.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw refuse(given.name, "holds a space, a line break or another byte that cannot be in it", report)
        }
    }

    /// It stands in a header between `Access=` and a comma, or `Credential=` and a slash.
    static func accessKey(_ given: Given, _ report: Report) throws(Failure) {
        try secret(given, longest: 128, report)
        guard given.text.allSatisfy({ $0 != 0x2C && $0 != 0x2F }) else {
            throw refuse(given.name, "holds a comma or a slash, which no access key has", report)
        }
    }

    /// A text that goes into JSON.
    static func accountText(_ given: Given, longest: Int, _ report: Report) throws(Failure) {
        try length(given.text, given.name, longest: longest, report)
        guard given.text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw refuse(given.name, "holds a control character", report)
        }
        guard isUTF8(given.text) else { throw refuse(given.name, "is not UTF-8", report) }
    }
}

import CCodelab
import JSON
import Platform

/// Checks the parts of an account. Length limits are those of the header, or else much larger than IAM accepts.
extension Check {
    /// Checks a secret that is sent in a header: visible ASCII, so that it can neither end the header nor begin
    /// another.
    static func secret(_ given: Given, longest: Int, _ report: Report) throws(Failure) {
        try length(given.text, given.name, longest: longest, report)
        guard given.text.allSatisfy({ $0.isVisibleASCII }) else {
            throw refuse(given.name, "has a space, a line break or another invalid byte", report)
        }
    }

    /// Checks an access key. In a header it is followed by a comma or a slash.
    static func accessKey(_ given: Given, _ report: Report) throws(Failure) {
        try secret(given, longest: 128, report)
        guard given.text.allSatisfy({ $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "/") }) else {
            throw refuse(given.name, "has a comma or a slash, which is not valid in an access key", report)
        }
    }

    /// Checks a text that is sent as JSON.
    static func accountText(_ given: Given, longest: Int, _ report: Report) throws(Failure) {
        try length(given.text, given.name, longest: longest, report)
        guard given.text.allSatisfy({ !$0.isControl }) else {
            throw refuse(given.name, "has a control character", report)
        }
        guard isUTF8(given.text) else { throw refuse(given.name, "is not UTF-8", report) }
    }
}

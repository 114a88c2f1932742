package import CCodelab
import CSchema
package import Platform

/// Finds the group of `codelab_status` of a service error, and a hint, by HTTP status and code: the same number has
/// different meanings with different statuses. A code with a status for which it is not documented is ignored, and the
/// status decides. The data is in cschema_errors.c.
package enum ErrorTable {
    package struct Entry {
        package let group: codelab_status
        /// The same request may succeed later.
        package let isTemporary: Bool
        /// The same request may succeed with a new token.
        package let renewsToken: Bool
        /// What to do, as the end of a sentence; empty if the hint of the group is enough.
        package let hint: Bytes
    }

    package static func entry(httpStatus: Int32, code: Bytes) -> Entry {
        let number = code.dropFirst(familyPrefix(code))
        if let value = decimal(number) {
            let families = families(code)
            if let row = row(families.first, httpStatus, value) ?? row(families.second, httpStatus, value) {
                return Entry(row)
            }
        }
        // An undocumented status means the same as the first status of its hundred (RFC 9110 section 15).
        let isServers = httpStatus >= 500 && httpStatus < 600
        if let row = row(.status, httpStatus, 0) ?? (isServers ? row(.status, 500, 0) : nil) { return Entry(row) }
        return Entry(group: CODELAB_E_SERVICE, isTemporary: false, renewsToken: false, hint: .none)
    }

    /// Returns true if the code comes from the service or a gateway, and not from another system, such as IAM.
    static func isFamiliar(_ code: Bytes) -> Bool { familyPrefix(code) > 0 }

    /// Returns 301 for `APIG.0301` and `APIGW.0301`; `nil` if the code is not from a gateway.
    static func gatewayNumber(_ code: Bytes) -> Int64? {
        code.hasPrefix("APIG") ? decimal(code.dropFirst(familyPrefix(code))) : nil
    }

    private static func familyPrefix(_ code: Bytes) -> Int {
        if code.hasPrefix("ModelArts.") { return 10 }
        if code.hasPrefix("APIGW.") { return 6 }
        return code.hasPrefix("APIG.") ? 5 : 0
    }

    /// The two gateways use the same numbers: a number missing in the document of one is looked up in that of the
    /// other.
    private static func families(_ code: Bytes) -> (first: cschema_family, second: cschema_family) {
        if code.hasPrefix("ModelArts.") { return (.model_arts, .model_arts) }
        if code.hasPrefix("APIGW.") { return (.apigw, .apig) }
        return code.hasPrefix("APIG.") ? (.apig, .apigw) : (.status, .status)
    }

    private static func row(_ family: cschema_family, _ httpStatus: Int32, _ number: Int64) -> cschema_error_entry? {
        let entry = cschema_error_find(family, httpStatus, number)
        return entry.group == 0 ? nil : entry
    }
}

extension ErrorTable.Entry {
    fileprivate init(_ row: cschema_error_entry) {
        group = codelab_status(row.group)
        isTemporary = row.retry == .later
        renewsToken = row.retry == .token
        hint = row.hint.map { Bytes(cString: $0) } ?? .none
    }
}

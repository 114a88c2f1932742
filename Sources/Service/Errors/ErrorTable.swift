package import CCodelab
package import Platform

/// Which group of `codelab_status` an error of the service belongs to, by (status, code): the same code number stands
/// under several statuses with different meanings. Sources: ModelArts API reference 2025-08-26, error codes
/// (modelarts_03_0095); API Gateway error codes (apig_03_0048 and the signing guide).
package enum ErrorTable {
    package struct Entry {
        package let group: codelab_status
        /// The same request may succeed later.
        package let isPassing: Bool
    }

    package static func entry(httpStatus: Int32, code: Bytes) -> Entry {
        if code.hasPrefix("ModelArts."), let number = decimal(code.dropFirst(10)),
            let entry = modelArts(httpStatus, number)
        {
            return entry
        }
        let gatewayPrefix = code.hasPrefix("APIGW.") ? 6 : (code.hasPrefix("APIG.") ? 5 : 0)
        if gatewayPrefix > 0, let number = decimal(code.dropFirst(gatewayPrefix)),
            let entry = gateway(httpStatus, number)
        {
            return entry
        }
        return byStatus(httpStatus)
    }

    /// Codes whose group does not follow from their status.
    private static func modelArts(_ status: Int32, _ number: Int64) -> Entry? {
        switch number {
        case 15, 6309, 6404:
            return Entry(group: CODELAB_E_NOT_FOUND, isPassing: false)
        case 203, 204, 206, 6401, 6608, 6620:
            return Entry(group: CODELAB_E_AUTHENTICATION, isPassing: false)
        case 108, 109, 420...431, 1003, 6201, 6203, 6319, 6326, 6328, 6350, 6353, 6354, 6374...6379, 6407, 6789:
            return Entry(group: CODELAB_E_PERMISSION, isPassing: false)
        case 6301, 6304, 6305, 6307, 6327, 6343, 6344, 6347:
            return Entry(group: CODELAB_E_CONFLICT, isPassing: false)
        case 6306, 6308, 6333, 6355, 6357:
            return Entry(group: CODELAB_E_CONFLICT, isPassing: true)
        case 113, 116, 118, 6302:
            return Entry(group: CODELAB_E_QUOTA, isPassing: false)
        case 6329, 6528, 6716:
            return Entry(group: CODELAB_E_QUOTA, isPassing: true)
        case 6101:
            return Entry(group: CODELAB_E_RATE_LIMIT, isPassing: true)
        case 6100, 6102, 6200, 6360, 6361:
            return Entry(group: CODELAB_E_SERVICE, isPassing: number != 6361)
        default:
            return nil
        }
    }

    private static func gateway(_ status: Int32, _ number: Int64) -> Entry? {
        switch (number, status) {
        case (101, 404), (801, 403):
            return Entry(group: CODELAB_E_NOT_OFFERED, isPassing: false)
        case (308, _):
            return Entry(group: CODELAB_E_RATE_LIMIT, isPassing: true)
        case (501, _):
            return Entry(group: CODELAB_E_QUOTA, isPassing: false)
        case (502, 405):
            return Entry(group: CODELAB_E_PERMISSION, isPassing: false)
        default:
            return nil
        }
    }

    private static func byStatus(_ status: Int32) -> Entry {
        switch status {
        case 400, 413, 414, 422, 494: Entry(group: CODELAB_E_ARGUMENT, isPassing: false)
        case 401: Entry(group: CODELAB_E_AUTHENTICATION, isPassing: false)
        case 403: Entry(group: CODELAB_E_PERMISSION, isPassing: false)
        case 404: Entry(group: CODELAB_E_NOT_FOUND, isPassing: false)
        case 409: Entry(group: CODELAB_E_CONFLICT, isPassing: false)
        case 429: Entry(group: CODELAB_E_RATE_LIMIT, isPassing: true)
        case 408, 500, 502, 503, 504: Entry(group: CODELAB_E_SERVICE, isPassing: true)
        default: Entry(group: CODELAB_E_SERVICE, isPassing: false)
        }
    }
}

import CCodelab
import Platform
import Testing

@testable import Service

@Suite("Errors of the service fall into groups by status and code")
struct ErrorTableTests {
    @Test(
        "Groups",
        arguments: [
            (400, "ModelArts.0101", "CODELAB_E_ARGUMENT", false),
            (400, "ModelArts.0204", "CODELAB_E_AUTHENTICATION", false),
            (401, "ModelArts.0202", "CODELAB_E_AUTHENTICATION", false),
            (403, "ModelArts.0203", "CODELAB_E_AUTHENTICATION", false),
            (403, "ModelArts.0206", "CODELAB_E_AUTHENTICATION", false),
            (403, "ModelArts.0210", "CODELAB_E_PERMISSION", false),
            (400, "ModelArts.0210", "CODELAB_E_ARGUMENT", false),
            (401, "ModelArts.0210", "CODELAB_E_AUTHENTICATION", false),
            (401, "ModelArts.6201", "CODELAB_E_PERMISSION", false),
            (400, "ModelArts.6309", "CODELAB_E_NOT_FOUND", false),
            (400, "ModelArts.6404", "CODELAB_E_NOT_FOUND", false),
            (404, "", "CODELAB_E_NOT_FOUND", false),
            (404, "APIG.0101", "CODELAB_E_NOT_OFFERED", false),
            (404, "APIGW.0101", "CODELAB_E_NOT_OFFERED", false),
            (404, "APIGW.0103", "CODELAB_E_NOT_FOUND", false),
            (400, "ModelArts.6301", "CODELAB_E_CONFLICT", false),
            (400, "ModelArts.6357", "CODELAB_E_CONFLICT", true),
            (409, "", "CODELAB_E_CONFLICT", false),
            (400, "ModelArts.6302", "CODELAB_E_QUOTA", false),
            (400, "ModelArts.6329", "CODELAB_E_QUOTA", true),
            (429, "APIGW.0308", "CODELAB_E_RATE_LIMIT", true),
            (429, "", "CODELAB_E_RATE_LIMIT", true),
            (429, "ModelArts.6101", "CODELAB_E_RATE_LIMIT", true),
            (408, "ModelArts.6100", "CODELAB_E_SERVICE", true),
            (500, "ModelArts.0010", "CODELAB_E_SERVICE", true),
            (501, "", "CODELAB_E_SERVICE", true),
            (520, "", "CODELAB_E_SERVICE", true),
            (599, "ModelArts.6327", "CODELAB_E_SERVICE", true),
            (600, "", "CODELAB_E_SERVICE", false),
            // The status decides where no document has the code with it.
            (429, "ModelArts.6327", "CODELAB_E_RATE_LIMIT", true),
            (503, "ModelArts.6327", "CODELAB_E_SERVICE", true),
            (401, "ModelArts.6327", "CODELAB_E_AUTHENTICATION", false),
            (404, "ModelArts.6327", "CODELAB_E_NOT_FOUND", false),
            (503, "ModelArts.0116", "CODELAB_E_SERVICE", true),
            (400, "ModelArts.0116", "CODELAB_E_QUOTA", false),
            (503, "APIG.0101", "CODELAB_E_SERVICE", true),
            (302, "", "CODELAB_E_SERVICE", false),
            (401, "APIG.0301", "CODELAB_E_AUTHENTICATION", false),
            (403, "APIG.0302", "CODELAB_E_PERMISSION", false),
            (494, "APIG.0201", "CODELAB_E_ARGUMENT", false),
            (502, "APIG.0202", "CODELAB_E_SERVICE", true),
            (400, "ModelArts.", "CODELAB_E_ARGUMENT", false),
            (400, "ModelArts.99999999999999999999", "CODELAB_E_ARGUMENT", false),
            (400, "something else", "CODELAB_E_ARGUMENT", false),
            (401, "ModelArts.0112", "CODELAB_E_AUTHENTICATION", false),
            (403, "ModelArts.0112", "CODELAB_E_PERMISSION", false),
            (404, "ModelArts.6309", "CODELAB_E_NOT_FOUND", false),
            (200, "ModelArts.6101", "CODELAB_E_RATE_LIMIT", true),
            (200, "ModelArts.0203", "CODELAB_E_AUTHENTICATION", false),
            (200, "ModelArts.0210", "CODELAB_E_SERVICE", false),
            (0, "ModelArts.6404", "CODELAB_E_NOT_FOUND", false),
            (500, "ModelArts.9999", "CODELAB_E_SERVICE", true),
            (500, "APIG.0103", "CODELAB_E_SERVICE", true),
            (400, "APIGW.0104", "CODELAB_E_ARGUMENT", false),
            (500, "APIGW.0104", "CODELAB_E_SERVICE", true),
            (413, "APIGW.0201", "CODELAB_E_ARGUMENT", false),
            (504, "APIG.0201", "CODELAB_E_SERVICE", true),
            (418, "APIG.0201", "CODELAB_E_SERVICE", false),
            (504, "APIGW.0203", "CODELAB_E_SERVICE", true),
            (405, "APIG.0501", "CODELAB_E_QUOTA", false),
            (405, "APIG.0502", "CODELAB_E_PERMISSION", false),
            (403, "APIGW.0801", "CODELAB_E_NOT_OFFERED", false),
            (403, "APIG.0801", "CODELAB_E_NOT_OFFERED", false),
            (404, "APIG.101", "CODELAB_E_NOT_OFFERED", false),
            (401, "401", "CODELAB_E_AUTHENTICATION", false),
            (404, "APIG.", "CODELAB_E_NOT_FOUND", false),
            (404, "APIG.0101x", "CODELAB_E_NOT_FOUND", false),
            (404, "0101", "CODELAB_E_NOT_FOUND", false),
            (-1, "APIGW.-1", "CODELAB_E_SERVICE", false),
            (418, "APIG.9223372036854775808", "CODELAB_E_SERVICE", false),
        ] as [(Int32, String, String, Bool)])
    func groups(status: Int32, code: String, group: String, isTemporary: Bool) {
        withBytes(code) { code in
            let entry = ErrorTable.entry(httpStatus: status, code: code)
            #expect(String(cString: statusName(entry.group.rawValue).cString) == group)
            #expect(entry.isTemporary == isTemporary)
        }
    }

    /// What the documents list: family, status, numbers.
    private static let documented: [(String, Int32, [Int])] = [
        (
            "ModelArts", 400,
            [101, 102, 104, 107, 113, 118, 204, 210] + Array(420...431) + [1002, 1003] + Array(6301...6309)
                + [6316, 6317, 6318, 6319, 6320, 6323, 6324] + Array(6326...6336)
                + [
                    6341, 6343, 6344, 6345, 6346, 6347, 6348, 6349, 6350, 6353, 6354, 6355, 6357, 6358, 6360, 6361,
                    6371,
                ]
                + [
                    6374, 6376, 6377, 6378, 6379, 6400, 6404, 6528, 6600, 6716, 6737, 6763, 6771, 6782, 6789, 6792,
                    6797,
                    6870,
                ]
        ),
        (
            "ModelArts", 401,
            [112, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 212, 428, 6201, 6203, 6608, 6620]
        ),
        ("ModelArts", 403, [108, 112, 203, 206, 210]), ("ModelArts", 404, [15, 6623, 6624, 6650]),
        ("ModelArts", 408, [6100]), ("ModelArts", 429, [6101]),
        ("ModelArts", 500, [10, 109, 6102, 6200, 6691, 6692, 6699]),
        // With a status that no document mentions, or that is impossible.
        ("ModelArts", 0, [116, 6768, 6401, 6407, 6702, 6772, 6927, 6967]),
        ("APIG", 400, [106, 201, 204, 205, 602, 607]), ("APIG", 401, [301, 303, 305, 307, 311, 312, 313]),
        ("APIG", 403, [302, 304, 306, 310, 314, 401, 402, 404, 405, 802]), ("APIG", 404, [101]),
        ("APIG", 405, [501, 502]), ("APIG", 413, [201]), ("APIG", 414, [201]), ("APIG", 429, [308]),
        ("APIG", 494, [201]),
        ("APIG", 500, [103, 104, 105, 107, 201, 601, 605, 606, 608, 609, 611, 612, 615, 616, 617, 705]),
        ("APIG", 502, [201, 202, 610]), ("APIG", 503, [613]), ("APIG", 504, [201, 203]),
        ("APIGW", 400, [104, 105, 106, 201, 602, 607]), ("APIGW", 401, [301, 303, 305, 307, 311]),
        ("APIGW", 403, [302, 304, 306, 310, 401, 402, 404, 801, 802]), ("APIGW", 404, [101, 103]),
        ("APIGW", 405, [501, 502]), ("APIGW", 413, [201]), ("APIGW", 414, [201]), ("APIGW", 429, [308]),
        ("APIGW", 494, [201]), ("APIGW", 500, [601, 605, 606, 608, 609, 611, 612, 705]), ("APIGW", 502, [201, 610]),
        ("APIGW", 503, [613]), ("APIGW", 504, [201]),
    ]

    private static var allCodes: [(status: Int32, code: String)] {
        documented.flatMap { family, status, numbers in
            numbers.map { number in
                let digits = String(number)
                return (status, family + "." + String(repeating: "0", count: 4 - digits.count) + digits)
            }
        }
    }

    @Test("Every code of the documents is in the table, with a group that its status allows")
    func documented() {
        for (status, code) in Self.allCodes {
            withBytes(code) { bytes in
                #expect(ErrorTable.isFamiliar(bytes))
                // A status that exists nowhere cannot lend its meaning to a number that the table lacks.
                let alone = ErrorTable.entry(httpStatus: status, code: .none)
                let entry = ErrorTable.entry(httpStatus: status, code: bytes)
                if status == 401 || status == 404 || status == 429 || status >= 500 {
                    let exceptions = [
                        "ModelArts.6201", "ModelArts.6203", "ModelArts.0428", "ModelArts.0109", "APIG.0101",
                        "APIGW.0101",
                    ]
                    #expect((entry.group == alone.group) != exceptions.contains(code), "\(status) \(code)")
                }
                if status == 0 { #expect(entry.group != alone.group, "\(code)") }
            }
        }
    }

    @Test("Apart from the status, only the codes that the documents name are temporary")
    func passing() {
        let passing: Set = [
            "ModelArts.6306", "ModelArts.6308", "ModelArts.6333", "ModelArts.6355", "ModelArts.6357", "ModelArts.6360",
            "ModelArts.6528", "ModelArts.6329", "ModelArts.6716",
        ]
        for (status, code) in Self.allCodes {
            withBytes(code) { bytes in
                let isTemporary = ErrorTable.entry(httpStatus: status, code: bytes).isTemporary
                let isServers = status == 408 || status == 429 || (status >= 500 && code != "ModelArts.0109")
                #expect(isTemporary == (isServers || passing.contains(code)), "\(status) \(code)")
            }
        }
    }

    @Test("A new token may help after these refusals only")
    func renewing() {
        let renewing: Set = [
            "401 ModelArts.0202", "401 ModelArts.0203", "401 ModelArts.0204", "401 ModelArts.6620", "401 APIG.0301",
            "401 APIG.0307", "401 APIGW.0301", "401 APIGW.0307",
        ]
        for (status, code) in Self.allCodes {
            withBytes(code) { bytes in
                let renews = ErrorTable.entry(httpStatus: status, code: bytes).renewsToken
                #expect(renews == renewing.contains("\(status) \(code)"), "\(status) \(code)")
            }
        }
        // A status without a known code only means that the token was refused.
        #expect(ErrorTable.entry(httpStatus: 401, code: .none).renewsToken)
        #expect(!ErrorTable.entry(httpStatus: 403, code: .none).renewsToken)
    }

    @Test("Hints have no full stop, and leave room for the service's text")
    func hints() {
        for (status, code) in Self.allCodes {
            withBytes(code) { bytes in
                let hint = string(ErrorTable.entry(httpStatus: status, code: bytes).hint)
                #expect(hint.utf8.count <= 160, "\(hint)")
                #expect(!hint.hasSuffix(".") && !hint.hasPrefix(" "), "\(hint)")
            }
        }
    }
}

import CCodelab
import Platform
import Testing

@testable import Service

private struct MadeUpHeaders: HeaderSource {
    let texts = Texts()
    var date: String?

    func header(_ name: Literal) -> Bytes? {
        guard string(name.bytes) == "Date", let date else { return nil }
        return texts.copy(date).map { Bytes(cString: $0) }
    }
}

/// What the caller reads after a refusal, and for how long the credential rests.
private func refusal(
    _ status: Int32, _ code: String, _ message: String, date: String? = nil, signedSeconds: Int64? = nil,
    addressField: Literal? = nil
) -> (message: String, lockoutMs: Int64?) {
    var record = codelab_error()
    return withUnsafeMutablePointer(to: &record) { record in
        withBytes(code) { code in
            withBytes(message) { message in
                var body = ServiceErrorBody()
                body.code = code
                body.message = message
                let head = ResponseHead(
                    httpStatus: status, headers: MadeUpHeaders(date: date), signedSeconds: signedSeconds,
                    addressField: addressField)
                let failure = serviceFailure(head, body, "starting the instance", Report(record))
                let text = withUnsafeBytes(of: &record.pointee.message) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                return (text, failure.lockoutMs)
            }
        }
    }
}

@Suite("A refusal says how to resolve it")
struct HintTests {
    @Test(
        "Hint",
        arguments: [
            (
                400, "ModelArts.6304", "Stop it.",
                "starting the instance failed: Stop it. (HTTP 400, ModelArts.6304); stop the instance first"
            ),
            (400, "ModelArts.0104", "Bad.", "starting the instance failed: Bad. (HTTP 400, ModelArts.0104)"),
            (
                403, "", "",
                "starting the instance failed: the service does not allow this (HTTP 403); ask the account's "
                    + "administrator, and compare project_id with the token's project"
            ),
            (
                403, "ModelArts.0210", "No.",
                "starting the instance failed: No. (HTTP 403, ModelArts.0210); the credential belongs to another project: "
                    + "correct project_id"
            ),
            (
                494, "", "",
                "starting the instance failed: an argument is not valid (HTTP 494); a header is over 32 KiB, most "
                    + "likely the token: sign with an access key, or use a user with fewer roles"
            ),
            (
                404, "APIG.0101", "Gone.",
                "starting the instance failed: Gone. (HTTP 404, APIG.0101); this region does not offer the call; open can "
                    + "create an instance instead: see create_if_not_offered"
            ),
            (
                401, "401", "The username or password is wrong.",
                "starting the instance failed: The username or password is wrong. (HTTP 401); check user_name, "
                    + "password and domain_name, or get a new token"
            ),
            (0, "", "", "starting the instance failed: the service failed"),
        ] as [(Int32, String, String, String)])
    func advice(status: Int32, code: String, text: String, message: String) {
        #expect(refusal(status, code, text).message == message)
    }

    @Test("Only open may be missing in a region; for other calls the address is wrong")
    func wrongAddress() {
        for (status, code) in [(404, "APIG.0101"), (404, "APIGW.0101"), (403, "APIGW.0801")] as [(Int32, String)] {
            for field in ["endpoint", "iam_endpoint"] as [Literal] {
                let expected =
                    "starting the instance failed: Gone. (HTTP \(status), \(code)); the host of \(string(field.bytes)) "
                    + "does not know this path: compare it with the region's endpoint"
                #expect(refusal(status, code, "Gone.", addressField: field).message == expected)
            }
        }
    }

    @Test(
        "The reasons of the gateway's refusals, by their text",
        arguments: [
            (
                "verify aksk signature fail, canonicalRequest:GET|/v1/",
                "check secret_key, and compare the canonical request", 60_000
            ),
            ("AK access failed to reach the limit,forbidden", "wait five minutes", 300_000),
            ("calc aksk signature fail: body too large", "limited to 12 MB", nil),
            ("Get secretKey failed, ak:xx,err:ak not exist", "the access key does not belong to this region", 60_000),
            ("ak QTWA not exist", "the access key does not belong to this region", 60_000),
            ("decrypt token fail", "another region or cloud: get a new one", nil),
            ("x-auth-token not found", "check for a proxy that removes headers", nil),
            ("token expires, expires_at: 2019-01-17T10:20:30.000000Z", "the token has expired", nil),
            ("nothing that is known", "get a new token, scoped to this project", nil),
        ] as [(String, String, Int64?)])
    func causes(text: String, advice: String, lockoutMs: Int64?) {
        for code in ["APIG.0301", "APIGW.0303", "APIG.0305"] {
            let found = refusal(401, code, "Incorrect IAM authentication information: " + text)
            #expect(found.message.contains("; ") && found.message.contains(advice), "\(found.message)")
            #expect(found.lockoutMs == lockoutMs)
        }
    }

    @Test(
        "Clock skew is reported in minutes, with its direction",
        arguments: [
            ("signature time: 20191115T033655Z, server time: 20191115T043655Z", nil, nil, "60 min behind"),
            ("signature time:20191115T043655Z,server time:20191115T033655Z", nil, nil, "60 min ahead of"),
            ("signature time 2019-11-15T03:36:55Z, server time 2019-11-15 04:00:25", nil, nil, "24 min behind"),
            ("signature time: 20191231T235959Z, server time: 20200101T010000Z", nil, nil, "60 min behind"),
            ("signature time: 20190101T000000Z, server time: 20200101T000000Z", nil, nil, "525600 min behind"),
            ("", "Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 - 3600, "60 min behind"),
            ("", "Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 + 1800, "30 min ahead of"),
            (
                "signature time: never, server time: 20191115T043655Z", "Sun, 06 Nov 1994 08:49:37 GMT",
                784_111_777 + 1800,
                "30 min ahead of"
            ),
        ] as [(String, String?, Int64?, String)])
    func clocks(times: String, date: String?, signedSeconds: Int64?, told: String) {
        let text = "Incorrect IAM authentication information: calc aksk signature fail:signature expired, " + times
        let found = refusal(401, "APIG.0301", text, date: date, signedSeconds: signedSeconds)
        #expect(found.message.hasSuffix("; this machine's clock is \(told) the service's: set it"), "\(found.message)")
        #expect(found.lockoutMs == nil)
    }

    @Test(
        "Without two different times, the hint is to compare the clocks",
        arguments: [
            "", "signature time: , server time: ", "signature time: 20191115T033655Z", "server time: 20191115T033655Z",
            "signature time: 20191115T033655Z, server time: 20191115T033655Z",
            "signature time: 99999999T999999Z, server time: 20191115T033655Z",
            "signature time: 2019-11-15T03:36, server time: 20191115T033655Z",
        ])
    func unknownClocks(times: String) {
        let found = refusal(401, "APIG.0301", "signature expired, " + times)
        #expect(found.message.contains("; check this machine's clock: it differs"), "\(found.message)")
    }

    @Test("A signature that is refused without a reason is measured against the answer's date")
    func unspecific() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        let late = refusal(401, "APIG.0301", "no", date: date, signedSeconds: 784_111_777 - 901)
        #expect(late.message.hasSuffix("this machine's clock is 15 min behind the service's: set it"))
        let punctual = refusal(401, "APIG.0301", "no", date: date, signedSeconds: 784_111_777 - 900)
        #expect(punctual.message.hasSuffix("; check access_key and secret_key"))
        #expect(punctual.lockoutMs == 60_000)
        #expect(refusal(401, "APIG.0301", "no", date: date).lockoutMs == nil)
    }

    @Test("A long text of the service never truncates the hint")
    func room() {
        let request = String(repeating: "|x-header:välue", count: 60)
        for activity in [
            (Int32(401), "APIG.0301", "verify aksk signature fail, canonicalRequest:" + request, "with the service's"),
            (494, "APIG.0201", request, "a user with fewer roles"),
            (404, "APIG.0101", request, "see create_if_not_offered"),
            (Int32.min, String(repeating: "é", count: 40), request, "é)"),
        ] {
            let found = refusal(activity.0, activity.1, activity.2).message
            #expect(found.hasSuffix(activity.3), "\(found)")
            #expect(found.utf8.count <= 511)
            #expect(!found.contains("\u{FFFD}"))
        }
    }

    @Test(
        "The refusals after which a credential is blocked",
        arguments: [
            (401, "", "The username or password is wrong.", 60_000), (401, "401", "", 60_000),
            (401, "IAM.0011", "", 60_000), (403, "ModelArts.0206", "", 60_000), (403, "", "", nil),
            (401, "ModelArts.0203", "", nil), (401, "APIG.0307", "", nil), (200, "", "", nil), (429, "429", "", nil),
            (401, "APIG.0311", "", nil), (500, "APIGW.0301", "AK access failed to reach the limit", 300_000),
        ] as [(Int32, String, String, Int64?)])
    func resting(status: Int32, code: String, text: String, lockoutMs: Int64?) {
        withBytes(code) { code in
            withBytes(text) { text in
                #expect(locksOut(httpStatus: status, code: code, message: text) == lockoutMs)
            }
        }
    }
}

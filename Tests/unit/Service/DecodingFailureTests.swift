import CCodelab
import CSchema
import Platform
import Testing

@testable import Service

@Suite("An answer that is not an instance is refused with place and reason; read strictly, so is a wrong type")
struct DecodingFailureTests {
    @Test(
        "Failures",
        arguments: [
            (
                #"{"lease":{"duration":"x"}}"#, "lease.duration", 21,
                "lease.duration: expected an integer, found a string (byte 21)"
            ),
            (
                #"{"action_progress":[{"step":1},{"step":2},{"step":"three"}]}"#, "action_progress[2].step", 50,
                "action_progress[2].step: expected an integer, found a string (byte 50)"
            ),
            (#"{"id":7}"#, "id", 6, "id: expected a string, found a number (byte 6)"),
            (#"{"status":{}}"#, "status", 10, "status: expected a string, found an object (byte 10)"),
            (#"{"image":"x"}"#, "image", 9, "image: expected an object, found a string (byte 9)"),
            (#"{"image":[]}"#, "image", 9, "image: expected an object, found an array (byte 9)"),
            (#"{"tags":{}}"#, "tags", 8, "tags: expected an array, found an object (byte 8)"),
            (#"{"tags":["a"]}"#, "tags[0]", 9, "tags[0]: expected an object, found a string (byte 9)"),
            (
                #"{"billing_items":[null,5]}"#, "billing_items[1]", 23,
                "billing_items[1]: expected a string, found a number (byte 23)"
            ),
            (
                #"{"is_need_credentials":1}"#, "is_need_credentials", 23,
                "is_need_credentials: expected a boolean, found a number (byte 23)"
            ),
            (
                #"{"custom_spec":{"gpu":"1"}}"#, "custom_spec.gpu", 22,
                "custom_spec.gpu: expected a number, found a string (byte 22)"
            ),
            (#"{"create_at":1.5}"#, "create_at", 13, "create_at: expected an integer, found a fraction (byte 13)"),
            (
                #"{"create_at":9223372036854775808}"#, "create_at", 13,
                "create_at: the integer does not fit into 64 bits (byte 13)"
            ),
            (#"{"id":"a\u0000b"}"#, "id", 6, "id: the string has U+0000, which a C string cannot hold (byte 6)"),
            (
                #"{"status":"\u0000"}"#, "status", 10,
                "status: the string has U+0000, which a C string cannot hold (byte 10)"
            ),
            (#"{"unknown":[1,{"a":tru}]}"#, "unknown[1].a", 19, "unknown[1].a: expected true, false or null (byte 19)"),
            (#"{"id":"a"} {}"#, "", 11, "unexpected text after the value (byte 11)"),
            (#"{"id":"a"#, "id", 8, "id: the text ends in the middle of a value (byte 8)"),
            ("", "", 0, "the text is empty (byte 0)"),
            ("<html>", "", 0, "expected an object, found something that is not JSON (byte 0)"),
            ("[]", "", 0, "expected an object, found an array (byte 0)"),
            (#"{"error_code":{}}"#, "error_code", 14, "error_code: expected a string, found an object (byte 14)"),
        ] as [(String, String, Int64, String)])
    func failures(_ body: String, _ path: String, _ offset: Int64, _ message: String) {
        let expected = DecodingFailure(
            status: "CODELAB_E_PROTOCOL", path: path, offset: offset,
            message: "the response is not valid as a notebook: \(message)")
        #expect(decode(body, isStrict: true).failure == expected)
    }

    @Test("Every field refuses values of other kinds, and the error names the field")
    func wrongKinds() throws {
        let samples = ["\"x\"", "1", "true", "{}", "[]"]
        for table in Table.all {
            for field in table.fields {
                for sample in samples {
                    let body = table.wrap("{\"\(field.keyText)\":\(sample)}")
                    let failure = decode(body, as: table.kind, isStrict: true).failure
                    let name: Comment = "\(table.name).\(field.keyText) \(sample)"
                    if field.ownSamples.contains(sample) {
                        #expect(failure == nil, name)
                    } else {
                        #expect(failure?.path.hasSuffix(field.keyText) == true, name)
                        #expect(failure.map { body.utf8.dropFirst(Int($0.offset)).first } == sample.utf8.first, name)
                    }
                }
            }
        }
    }

    @Test("U+0000 is accepted where no C string is made")
    func nulElsewhere() {
        #expect(decode(#"{"unknown":"\u0000","a\u0000b":1,"id":"x"}"#).isValue)
        // Up to the NUL this key is a known one.
        decode(#"{"id\u0000":"x"}"#) { #expect($0.pointee.instance.id == nil) }
    }

    @Test("An answer beyond the memory limit is refused with that reason")
    func amplification() {
        let list = String(repeating: "{},", count: 4 << 20) + "{}"
        let failure = decode("{\"action_progress\":[\(list)]}").failure
        #expect(failure?.status == "CODELAB_E_PROTOCOL")
        #expect(failure?.message == "the response is too large: a notebook cannot have so many parts")
    }

    @Test("A page with more elements than possible is refused")
    func longPage() {
        let list = String(repeating: "{},", count: 1 << 20) + "{}"
        let failure = decode("{\"data\":[\(list)]}", as: .instancePage).failure
        #expect(failure?.message == "the response is too large: a list of instances cannot have so many parts")
    }
}

extension cschema_field {
    fileprivate var ownSamples: Set<String> {
        switch kind {
        case .text, .enumeration: ["\"x\""]
        case .code, .scalar: ["\"x\"", "1"]
        case .integer, .number, .amount: ["1"]
        case .boolean: ["true"]
        case .object: ["{}"]
        case .texts, .objects: ["[]"]
        }
    }
}

@Suite("The text of the service's errors is found in every format")
struct DecodingErrorBodyTests {
    @Test(
        "An error code instead of an instance",
        arguments: [
            (#"{"error_code":"ModelArts.6309","error_msg":"gone","request_id":"r"}"#, "ModelArts.6309", "gone", "r"),
            (#"{"errorCode":"X.1","errorMsg":"m"}"#, "X.1", "m", ""),
            (#"{"error_code":"X.1","errorCode":"Y","error_message":"m"}"#, "X.1", "m", ""),
            (#"{"errorCode":"Y","error_code":"X.1","error_message":"n","errorMsg":"m"}"#, "X.1", "m", ""),
            (#"{"id":"a","status":"RUNNING","error_code":"X.1"}"#, "X.1", "", ""),
            (#"{"error_code":401}"#, "401", "", ""),
        ])
    func insteadOfInstance(_ body: String, _ code: String, _ message: String, _ requestID: String) {
        guard case .serviceError(code, message, requestID) = decode(body) else {
            Issue.record("\(body): \(decode(body))")
            return
        }
    }

    @Test(
        "No error code",
        arguments: [
            #"{"error_code":""}"#, #"{"error_code":null,"id":"a"}"#, #"{"error_code":0}"#, #"{"error_msg":"m"}"#,
        ])
    func noErrorCode(_ body: String) {
        #expect(decode(body).isValue)
    }

    @Test(
        "Bodies of answers with an error status",
        arguments: [
            ("ModelArts", #"{"error_code":"ModelArts.0104","error_msg":"m"}"#, "ModelArts.0104", "m", ""),
            ("the gateway", #"{"error_msg":"m","error_code":"APIG.0101","request_id":"r"}"#, "APIG.0101", "m", "r"),
            ("older ModelArts", #"{"error_message":"m","error_code":"c"}"#, "c", "m", ""),
            ("IAM", #"{"error":{"code":401,"message":"m","title":"Unauthorized"}}"#, "401", "m", ""),
            ("camel case", #"{"errorCode":"c","errorMsg":"m"}"#, "c", "m", ""),
            ("plain", #"{"code":"c","element":"e","message":"m","details":[{"x":1}]}"#, "c", "m", ""),
            ("nested under any name", #"{"badRequest":{"message":"m","code":400}}"#, "400", "m", ""),
            (
                "the outer code before the nested one", #"{"error":{"code":"n","message":"nm"},"error_code":"c"}"#, "c",
                "nm", ""
            ),
            ("the outer code after the nested one", #"{"error_code":"c","error":{"code":"n"}}"#, "c", "", ""),
            (
                "the better spelling first", #"{"error_code":"c","code":"d","message":"n","error_msg":"m"}"#, "c", "m",
                ""
            ),
            ("an empty message is ignored", #"{"error_msg":"","message":"m","error_code":"c"}"#, "c", "m", ""),
            ("escapes", #"{"error_msg":"\u00e9\"","error_code":"c"}"#, "c", "é\"", ""),
            (
                "wrong kinds", #"{"error_code":{"a":1},"error_msg":[1],"request_id":null,"code":true}"#, "",
                #"{"error_code":{"a":1},"error_msg":[1],"request_id":null,"code":true}"#, ""
            ),
            ("too deep", #"{"a":{"b":{"code":"c"}}}"#, "", #"{"a":{"b":{"code":"c"}}}"#, ""),
            ("unknown keys", #"{"detail":"a\n\"b","n":[1]}"#, "", #"{"detail":"a\n\"b","n":[1]}"#, ""),
            ("an id and other keys", #"{"detail":1,"request_id":"r"}"#, "", #"{"detail":1,"request_id":"r"}"#, "r"),
            ("an empty object", "{}", "", "", ""), ("nothing", "", "", "", ""),
            ("HTML", "<html>502</html>", "", "502 ", ""),
            ("a list", #"[{"error_code":"c"}]"#, "", #"[{"error_code":"c"}]"#, ""),
            ("a text", #""error""#, "", #""error""#, ""),
            ("cut off in the message", #"{"error_code":"c","error_msg":"m"#, "c", "m", ""),
            ("cut off in the code", #"{"error_msg":"m","error_code":"ModelArts.63"#, "", "m", ""),
            ("cut off in a number", #"{"error_msg":"m","code":40"#, "", "m", ""),
            ("cut off in a key", #"{"error_code":"c","error_m"#, "c", "", ""),
            ("something after the object", #"{"error_code":"c"}</html>"#, "c", "", ""),
            ("a NUL after the object", "{\"error_code\":\"c\"}\0", "c", "", ""),
            ("a byte order mark", "\u{FEFF}{\"error_code\":\"c\"}", "c", "", ""),
            ("control characters", "{\"error_msg\":\"a\tb\nc\",\"error_code\":\"c\"}", "c", "a b c", ""),
            ("half a surrogate pair", #"{"error_msg":"a\ud800","\udc00":1,"error_code":"c"}"#, "c", "a\u{FFFD}", ""),
            ("an escape that does not exist", #"{"error_msg":"C:\Temp","error_code":"c"}"#, "c", #"C:\Temp"#, ""),
        ] as [(Comment, String, String, String, String)])
    func bodies(_ name: Comment, _ body: String, _ code: String, _ message: String, _ requestID: String) {
        expect(Array(body.utf8), code, message, requestID, name)
    }

    @Test("Bytes of another encoding in the message do not lose the code")
    func otherEncodings() {
        let tail = Array(#"","error_code":"ModelArts.6309","request_id":"r"}"#.utf8)
        for (bytes, text) in [([0xD6, 0xD0, 0xCE, 0xC4], "????"), ([0x66, 0xFC, 0x72], "f?r")] as [([UInt8], String)] {
            expect(Array(#"{"error_msg":""#.utf8) + bytes + tail, "ModelArts.6309", text, "r", "\(bytes)")
        }
    }

    private func expect(_ body: [UInt8], _ code: String, _ message: String, _ requestID: String, _ name: Comment) {
        var block = filledBlock(body, headBytes: 0)
        let found = decodeServiceError(&block)
        #expect(string(found.code) == code, name)
        #expect(string(found.message) == message, name)
        #expect(string(found.requestID) == requestID, name)
        block.removeAll()
    }
}

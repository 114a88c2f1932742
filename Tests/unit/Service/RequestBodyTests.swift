import CCodelab
import Platform
import Testing

@testable import Service

/// A C string for as long as `body` runs; NULL for `nil`.
func withCText<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) throws -> Result) rethrows -> Result {
    guard let text else { return try body(nil) }
    return try text.withCString(body)
}

/// The body that a call would send, or the message of its error.
private enum Sent: Equatable {
    case body(String)
    case refused(String)
}

private func sent(_ body: (Report) throws -> String) -> Sent {
    var text = ""
    guard let failure = told({ text = try body($0) }) else { return .body(text) }
    #expect(failure.status == "CODELAB_E_ARGUMENT")
    return .refused(failure.message)
}

private func content(_ body: borrowing RequestBody) -> String { string(body.bytes) }

private func content(_ text: borrowing ByteBuffer) -> String {
    // C needs a NUL after the end.
    if text.count > 0 { #expect(String(cString: text.cString) == string(text.bytes)) }
    return string(text.bytes)
}

@Suite("Requests to open and to create")
struct OpenRequestTests {
    struct Case: Sendable {
        var name: Comment
        var flags: UInt32 = 0
        var imageID: String?
        var shareURL: String?
        var instance: String?
        var flavor: String?
        var open: String
        var create: String?
    }

    private static let cases: [Case] = [
        Case(name: "nothing", open: "{}"),
        Case(name: "the empty texts that stand for nothing", imageID: "", shareURL: "", open: "{}"),
        Case(name: "an image", imageID: "i", open: #"{"image_id":"i"}"#),
        Case(
            name: "created if not offered", flags: 1, imageID: "i", open: #"{"image_id":"i"}"#,
            create: """
                {"name":"codelab","flavor":"modelarts.vm.cpu.free","image_id":"i","feature":"DEFAULT",\
                "volume":{"category":"EFS","ownership":"MANAGED"}}
                """),
        Case(
            name: "created with a name and a flavor", flags: 1, imageID: "i", instance: "n\"", flavor: "f",
            open: #"{"image_id":"i"}"#,
            create: """
                {"name":"n\\"","flavor":"f","image_id":"i","feature":"DEFAULT",\
                "volume":{"category":"EFS","ownership":"MANAGED"}}
                """),
    ]

    private func bodies(_ request: Case) -> (Sent, Sent?) {
        func each(_ make: (UnsafePointer<codelab_open_request>, Report) throws -> String?) -> Sent? {
            var isNone = false
            let sent = sent { report in
                try withCText(request.imageID) { imageID in
                    try withCText(request.shareURL) { shareURL in
                        try withCText(request.instance) { name in
                            try withCText(request.flavor) { flavor in
                                var source = codelab_open_request()
                                source.struct_size = UInt32(MemoryLayout<codelab_open_request>.size)
                                source.flags = request.flags
                                source.image_id = imageID
                                source.share_url = shareURL
                                source.name = name
                                source.flavor = flavor
                                let body = try make(&source, report)
                                isNone = body == nil
                                return body ?? ""
                            }
                        }
                    }
                }
            }
            return isNone ? nil : sent
        }
        let open = each { content(try OpenRequest($0, $1).openBody($1)) }
        let create = each { source, report in
            let body = try OpenRequest(source, report).createBody(report)
            return body.bytes.isEmpty ? nil : content(body)
        }
        return (open ?? .body("nothing"), create)
    }

    @Test("Bodies", arguments: cases)
    func accepted(_ request: Case) {
        let (open, create) = bodies(request)
        #expect(open == .body(request.open), request.name)
        #expect(create == request.create.map { .body($0) }, request.name)
    }

    @Test(
        "Refusals, by both",
        arguments: [
            Case(name: "an unknown flag", flags: 4, open: "flags: has an unknown bit"),
            Case(
                name: "creating without an image", flags: 1,
                open: "image_id: is required by create_if_not_offered"),
            Case(
                name: "creating with a file", flags: 1, imageID: "i", shareURL: "https://e.x/a",
                open: "share_url: cannot be given with create_if_not_offered: only open takes one"),
            Case(name: "a name", instance: "n", open: "name: is only for create_if_not_offered"),
            Case(name: "a flavor", flavor: "f", open: "flavor: is only for create_if_not_offered"),
            Case(
                name: "an empty name", flags: 1, imageID: "i", instance: "", open: "name: is empty; NULL leaves it out"),
            Case(
                name: "a long name", flags: 1, imageID: "i", instance: String(repeating: "n", count: 129),
                open: "name: is longer than 128 characters"),
            Case(name: "a line break", flags: 1, imageID: "a\nb", open: "image_id: has a control character"),
            Case(name: "no address", shareURL: "x", open: "share_url: must be the http(s) address"),
        ])
    func refused(_ request: Case) {
        let (open, create) = bodies(request)
        for sent in [open, create] {
            guard case .refused(let message) = sent else {
                Issue.record("\(String(describing: sent))")
                continue
            }
            #expect(message.hasPrefix(request.open), request.name)
        }
    }

    @Test("Text that is not UTF-8 is refused by its name")
    func notUTF8() {
        let bytes: [CChar] = [0x61, CChar(bitPattern: 0xFF), 0]
        var source = codelab_open_request()
        source.struct_size = UInt32(MemoryLayout<codelab_open_request>.size)
        bytes.withUnsafeBufferPointer { buffer in
            source.image_id = buffer.baseAddress
            #expect(sent { content(try OpenRequest(&source, $0).openBody($0)) } == .refused("image_id: is not UTF-8"))
        }
    }

    @Test("NULL requests nothing")
    func none() throws {
        #expect(sent { content(try OpenRequest(nil, $0).openBody($0)) } == .body("{}"))
        let failure = told { report in
            let isEmpty = try OpenRequest(nil, report).createBody(report).bytes.isEmpty
            #expect(isEmpty)
        }
        #expect(failure == nil)
        let empty = try RequestBody.emptyObject()
        #expect(content(empty) == "{}")
        #expect(content(RequestBody()) == "")
    }
}

@Suite("Requests to change an instance")
struct UpdateRequestTests {
    typealias Fields = (String?, String?, String?, String?)

    private func body(_ fields: Fields) -> Sent {
        sent { report in
            try withCText(fields.0) { name in
                try withCText(fields.1) { description in
                    try withCText(fields.2) { flavor in
                        try withCText(fields.3) { imageID in
                            var source = codelab_update_request()
                            source.struct_size = UInt32(MemoryLayout<codelab_update_request>.size)
                            source.name = name
                            source.description = description
                            source.flavor = flavor
                            source.image_id = imageID
                            return content(try RequestBody.update(&source, report))
                        }
                    }
                }
            }
        }
    }

    @Test(
        "Bodies hold the given values, an empty description too",
        arguments: [
            (("n", nil, nil, nil), #"{"name":"n"}"#), ((nil, "", nil, nil), #"{"description":""}"#),
            ((nil, "two\nlines; é", nil, nil), #"{"description":"two\nlines; é"}"#),
            ((nil, nil, "f", "i"), #"{"flavor":"f","image_id":"i"}"#),
            (("n", "d", "f", "i"), #"{"name":"n","description":"d","flavor":"f","image_id":"i"}"#),
            // The service counts characters.
            ((ideographs(128), nil, nil, nil), #"{"name":"\#(ideographs(128))"}"#),
            ((nil, ideographs(512), nil, nil), #"{"description":"\#(ideographs(512))"}"#),
            ((nil, nil, ideographs(300), nil), #"{"flavor":"\#(ideographs(300))"}"#),
        ] as [(Fields, String)])
    func accepted(_ fields: Fields, _ expected: String) {
        #expect(body(fields) == .body(expected))
    }

    @Test(
        "Refusals",
        arguments: [
            ((nil, nil, nil, nil), "request: is empty: set name, description, flavor or image_id"),
            (("", nil, nil, nil), "name: is empty; NULL leaves it out"),
            ((String(repeating: "n", count: 129), nil, nil, nil), "name: is longer than 128 characters"),
            ((nil, String(repeating: "d", count: 513), nil, nil), "description: is longer than 512 characters"),
            ((ideographs(129), nil, nil, nil), "name: is longer than 128 characters"),
            ((nil, ideographs(513), nil, nil), "description: is longer than 512 characters"),
            ((nil, "a&b", nil, nil), "description: must not contain & < > \" /"),
            ((nil, "a/b", nil, nil), "description: must not contain & < > \" /"),
            ((nil, nil, "", nil), "flavor: is empty; NULL leaves it out"),
            ((nil, nil, nil, "\u{7F}"), "image_id: has a control character"),
        ] as [(Fields, String)])
    func refused(_ fields: Fields, _ message: String) {
        #expect(body(fields) == .refused(message))
    }

    @Test("A request is required, and its reserved member must be zero")
    func none() throws {
        #expect(sent { content(try RequestBody.update(nil, $0)) } == .refused("request: is required"))
        var source = codelab_update_request()
        source.struct_size = UInt32(MemoryLayout<codelab_update_request>.size)
        source.reserved = 1
        #expect(sent { content(try RequestBody.update(&source, $0)) } == .refused("reserved: must be 0"))
    }

    @Test(
        "The target of a switch outlives the caller's structure",
        arguments: [
            ("f", nil, 0, #"{"flavor":"f"}"#, ""), (nil, "i", 3_600_000, #"{"image_id":"i"}"#, "?duration=3600000"),
            ("f", "i", -1, #"{"flavor":"f","image_id":"i"}"#, "?duration=-1"),
        ] as [(String?, String?, Int64, String, String)])
    func switching(_ flavor: String?, _ imageID: String?, _ durationMs: Int64, _ body: String, _ query: String) {
        let failure = told { report in
            var made: SwitchRequest?
            try withCText(flavor) { flavorText in
                try withCText(imageID) { imageText in
                    var source = codelab_switch_request()
                    source.struct_size = UInt32(MemoryLayout<codelab_switch_request>.size)
                    source.flavor = flavorText
                    source.image_id = imageText
                    source.duration_ms = durationMs
                    made = try SwitchRequest.make(&source, report)
                }
            }
            guard let request = made.take() else {
                Issue.record("nothing was made")
                return
            }
            #expect(string(request.flavor) == flavor ?? "" && string(request.imageID) == imageID ?? "")
            #expect(string(request.updateBody) == body && string(request.startQuery) == query)
        }
        #expect(failure == nil)
    }

    @Test("A switch to nothing is refused, and a lease into the past")
    func switchRefusals() {
        var source = codelab_switch_request()
        source.struct_size = UInt32(MemoryLayout<codelab_switch_request>.size)
        #expect(
            told { _ = try SwitchRequest.make(&source, $0) }?.message
                == "request: is empty: set flavor or image_id")
        #expect(told { _ = try SwitchRequest.make(nil, $0) }?.message == "request: is required")
        "f".withCString { flavor in
            source.flavor = flavor
            source.duration_ms = -2
            #expect(told { _ = try SwitchRequest.make(&source, $0) }?.message.hasPrefix("duration_ms: must be") == true)
        }
    }
}

@Suite("Leases in requests")
struct LeaseRequestTests {
    private func source(_ type: Int32, _ durationMs: Int64) -> codelab_lease_request {
        codelab_lease_request(
            struct_size: UInt32(MemoryLayout<codelab_lease_request>.size), type: type, duration_ms: durationMs)
    }

    @Test(
        "Fields that are not given are not sent",
        arguments: [
            (0, 0, "{}", ""), (0, 3_600_000, #"{"duration":3600000}"#, "?duration=3600000"),
            (1, 7_200_000, #"{"duration":7200000,"type":"TIMING"}"#, "?duration=7200000&type=timing"),
            (2, 0, #"{"type":"IDLE"}"#, "?type=idle"),
        ] as [(Int32, Int64, String, String)])
    func accepted(_ type: Int32, _ durationMs: Int64, _ body: String, _ query: String) {
        var request = source(type, durationMs)
        #expect(sent { content(try RequestBody.renew(&request, $0)) } == .body(body))
        #expect(sent { content(try startQuery(&request, $0)) } == .body(query))
    }

    @Test("NULL returns nothing")
    func none() throws {
        #expect(sent { content(try RequestBody.renew(nil, $0)) } == .body("{}"))
        #expect(sent { content(try startQuery(nil as UnsafePointer<codelab_lease_request>?, $0)) } == .body(""))
    }

    @Test("Only the lease of a start may be unlimited, and no lease ends in the past")
    func durations() {
        var request = source(0, -1)
        #expect(sent { content(try startQuery(&request, $0)) } == .body("?duration=-1"))
        #expect(
            sent { content(try RequestBody.renew(&request, $0)) }
                == .refused("duration_ms: must be milliseconds from now, or 0 (the default)"))
        request.duration_ms = -2
        #expect(
            sent { content(try startQuery(&request, $0)) }
                == .refused("duration_ms: must be milliseconds from now, 0 (the default), or -1 (unlimited)"))
    }

    @Test("An unknown type", arguments: [-1, 3] as [Int32])
    func types(_ type: Int32) {
        var request = source(type, 0)
        #expect(sent { content(try RequestBody.renew(&request, $0)) } == .refused("type: is not a value of its enum"))
    }
}

@Suite("The request for a token")
struct PasswordRequestTests {
    private typealias Field = WritableKeyPath<PasswordLogin, Bytes>

    private func body(_ texts: [(Field, String)]) -> Sent {
        sent { report in
            var login = PasswordLogin()
            let copies = texts.map { Array($0.1.utf8) }
            for (field, copy) in zip(texts.map(\.0), copies) {
                // The arrays live until the body is written.
                copy.withUnsafeBufferPointer { buffer in
                    if let start = buffer.baseAddress { login[keyPath: field] = Bytes(start, count: buffer.count) }
                }
            }
            return try withExtendedLifetime(copies) { content(try RequestBody.password(login, report)) }
        }
    }

    private func body(_ user: String, _ password: String, _ domain: String, _ id: String, _ name: String) -> Sent {
        body([
            (\.userName, user), (\.password, password), (\.domainName, domain), (\.projectID, id),
            (\.projectName, name),
        ])
    }

    @Test("A user and a domain by id, with a passcode")
    func identities() {
        let byID = #"{"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"ui","password":"p"}}}}}"#
        #expect(body([(\.userID, "ui"), (\.userName, "u"), (\.password, "p"), (\.domainName, "d")]) == .body(byID))
        let domain = """
            {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"u","domain":{"id":"di"},\
            "password":"p"}}}}}
            """
        #expect(body([(\.userName, "u"), (\.password, "p"), (\.domainID, "di")]) == .body(domain))
        let passcode = """
            {"auth":{"identity":{"methods":["password","totp"],"totp":{"user":{"id":"ui","passcode":"123456"}},\
            "password":{"user":{"id":"ui","password":"p"}}}}}
            """
        #expect(
            body([(\.userID, "ui"), (\.password, "p"), (\.passcode, "123456")]) == .body(passcode))
    }

    private let identity = """
        {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"u","domain":{"name":"d"},\
        "password":"p\\"\\\\"}}}
        """

    @Test(
        "Is for a project by id, by name, or without a project",
        arguments: [
            ("i", "", #","scope":{"project":{"id":"i"}}}}"#), ("i", "n", #","scope":{"project":{"id":"i"}}}}"#),
            ("", "eu-de", #","scope":{"project":{"name":"eu-de"}}}}"#), ("", "", "}}"),
        ])
    func scopes(_ id: String, _ name: String, _ scope: String) {
        #expect(body("u", "p\"\\", "d", id, name) == .body(identity + scope))
    }
}

/// Characters of three bytes.
private func ideographs(_ count: Int) -> String { String(repeating: "笔", count: count) }

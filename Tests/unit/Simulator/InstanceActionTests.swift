import Testing

@testable import SimulatorCore

@Suite("Actions on an instance")
struct InstanceActionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let status: String
        let start: String?
        let stop: String?
        let delete: String?
        let renew: String?
        let update: String?

        var testDescription: String { status }
    }

    /// By what the instance is doing: the refusal of each call, nil where it is carried out.
    static let cases = [
        Case(status: "RUNNING", start: "6305", stop: nil, delete: "6304", renew: nil, update: "6347"),
        Case(status: "STOPPED", start: nil, stop: "6307", delete: nil, renew: "6327", update: nil),
        Case(status: "INIT", start: "6306", stop: "6306", delete: "6306", renew: "6327", update: "6347"),
        Case(status: "CREATING", start: "6306", stop: "6306", delete: "6306", renew: "6327", update: "6347"),
        Case(status: "STARTING", start: "6306", stop: "6306", delete: "6306", renew: "6327", update: "6347"),
        Case(status: "STOPPING", start: "6308", stop: "6308", delete: "6308", renew: "6327", update: "6347"),
        Case(status: "DELETING", start: "6357", stop: "6357", delete: "6357", renew: "6327", update: "6347"),
        Case(status: "SNAPSHOTTING", start: "6357", stop: "6357", delete: "6357", renew: "6327", update: "6347"),
        Case(status: "CREATE_FAILED", start: "6357", stop: "6357", delete: nil, renew: "6327", update: "6347"),
        Case(status: "START_FAILED", start: nil, stop: "6327", delete: nil, renew: "6327", update: "6347"),
        Case(status: "DELETE_FAILED", start: "6357", stop: "6357", delete: nil, renew: "6327", update: "6347"),
        Case(status: "ERROR", start: nil, stop: "6327", delete: nil, renew: "6327", update: "6347"),
        Case(status: "FROZEN", start: "6326", stop: "6326", delete: nil, renew: "6327", update: "6347"),
        Case(status: "MIGRATING", start: "6357", stop: "6357", delete: "6357", renew: "6327", update: "6347"),
    ]

    @Test("depends on its state", arguments: cases)
    func depends(_ wanted: Case) throws {
        let calls: [(method: String, part: String, body: String, code: String?)] = [
            ("POST", "/start", "", wanted.start), ("POST", "/stop", "{}", wanted.stop),
            ("DELETE", "", "", wanted.delete), ("PATCH", "/lease", "{}", wanted.renew),
            ("PUT", "", #"{"description":"text"}"#, wanted.update),
        ]
        for call in calls {
            let guest = try Guest()
            let response = try guest.call(call.method, guest.opened(wanted.status) + call.part, call.body)
            #expect(response.status == (call.code == nil ? 200 : 400), "\(call.method) \(call.part)")
            if let code = call.code { #expect(try response.errorCode() == "ModelArts.\(code)") }
        }
    }

    @Test("Stop, start and deletion take their time, and every start has a new token")
    func life() throws {
        let guest = try Guest(#"{"step_ms":10,"stop_ms":100,"delete_ms":1000}"#)
        let path = try guest.opened()
        func status() throws -> String { try guest.call("GET", path).json().text("status") }
        guest.time.advance(byMS: 90)
        let first = try guest.call("GET", path).json().text("token")
        #expect(try guest.call("POST", path + "/stop").json().text("status") == "STOPPING")
        guest.time.advance(byMS: 99)
        #expect(try status() == "STOPPING")
        guest.time.advance(byMS: 1)
        #expect(try status() == "STOPPED")
        let started = try guest.call("POST", path + "/start").json()
        #expect(try started.text("status") == "STARTING")
        #expect(try started.stepLetters() == "WWWW")
        #expect(try started.text("token") != first)
        guest.time.advance(byMS: 90)
        let running = try guest.call("GET", path).json()
        #expect(try running.text("status") == "RUNNING")
        #expect(try running.text("token") == started.text("token"))
        _ = try guest.call("POST", path + "/stop")
        guest.time.advance(byMS: 100)
        #expect(try guest.call("DELETE", path).json().text("status") == "DELETING")
        guest.time.advance(byMS: 999)
        #expect(try status() == "DELETING")
        guest.time.advance(byMS: 1)
        #expect(try guest.call("GET", path).errorCode() == "ModelArts.6309")
        #expect(try guest.opened() != path)
    }

    @Test("A start can fail, and a failed instance can be started again")
    func failingStart() throws {
        let guest = try Guest(#"{"step_ms":10,"fail_start":"No resources"}"#)
        let path = try guest.opened("STOPPED")
        _ = try guest.call("POST", path + "/start")
        guest.time.advance(byMS: 40)
        let failed = try guest.call("GET", path).json()
        #expect(try failed.text("status") == "START_FAILED")
        #expect(try failed.text("fail_reason") == "No resources")
        _ = try guest.control("PATCH", "", #"{"fail_start":null,"step_ms":0}"#)
        #expect(try guest.call("POST", path + "/start").json().text("status") == "STARTING")
        #expect(try guest.call("GET", path).json().text("status") == "RUNNING")
    }

    struct Update: CustomTestStringConvertible, Sendable {
        let body: String
        var code: String?
        var shown: [String: String] = [:]

        var testDescription: String { body }
    }

    static let updates = [
        Update(body: #"{"name":"other-name"}"#, shown: ["name": "other-name"]),
        Update(body: #"{"description":"what it is"}"#, shown: ["description": "what it is"]),
        Update(body: #"{"flavor":"modelarts.vm.gpu.free"}"#, shown: ["flavor": "modelarts.vm.gpu.free"]),
        Update(body: #"{"flavor":"modelarts.vm.cpu.free"}"#, shown: ["flavor": "modelarts.vm.cpu.free"]),
        Update(body: #"{"flavor":"modelarts.vm.cpu.2u"}"#, code: "6870"),
        Update(body: #"{"flavor":"modelarts.vm.arm.cpu.free"}"#, code: "6792"),
        Update(body: #"{"flavor":"nothing"}"#, code: "6323"),
        Update(body: #"{"image_id":"11111111-2222-3333-4444-555555555555"}"#, code: "6797"),
        Update(body: #"{"name":"no spaces"}"#, code: "6334"),
        Update(body: #"{"description":"a<b"}"#, code: "6334"),
        Update(body: #"{"status":"RUNNING"}"#, code: "6400"),
    ]

    @Test("The response to a change of a stopped instance has the changed values, and nothing else", arguments: updates)
    func update(_ wanted: Update) throws {
        let guest = try Guest()
        let path = try guest.opened("STOPPED")
        let before = try guest.call("GET", path).json()
        let response = try guest.call("PUT", path, wanted.body)
        if let code = wanted.code {
            #expect(try response.errorCode() == "ModelArts.\(code)")
            #expect(try guest.call("GET", path).json() == before)
            return
        }
        var json = try response.json()
        #expect(try json.items("endpoints").count == 1)
        json["endpoints"] = nil
        #expect(json == .object(wanted.shown.mapValues(JSONValue.string)))
        for (key, value) in wanted.shown { #expect(try guest.call("GET", path).json().text(key) == value) }
    }

    @Test("A flavor that is sold out can neither be switched to nor started")
    func soldOut() throws {
        let guest = try Guest(#"{"sold_out":["modelarts.vm.gpu.free","modelarts.vm.cpu.free"]}"#)
        let path = try guest.opened("STOPPED")
        let switched = try guest.call("PUT", path, #"{"flavor":"modelarts.vm.gpu.free"}"#)
        #expect(try switched.errorCode() == "ModelArts.6716")
        #expect(try guest.call("POST", path + "/start").errorCode() == "ModelArts.6716")
        let flavors = try guest.call("GET", path + "/flavors").json().items("flavors")
        #expect(flavors.map { $0["sold_out"] } == [true])
    }

    @Test("A second open returns the first instance or is refused, by configuration")
    func secondOpen() throws {
        let guest = try Guest()
        let path = try guest.opened("STOPPED")
        #expect(try guest.opened() == path)
        for (setting, code) in [("refused", "ModelArts.6301"), ("quota", "ModelArts.6302")] {
            _ = try guest.control("PATCH", "", #"{"open_existing":"\#(setting)"}"#)
            #expect(try guest.call("POST", "/notebooks/open", "{}").errorCode() == code)
        }
        _ = try guest.control("PATCH", "", #"{"offers_open":false}"#)
        #expect(try guest.call("POST", "/notebooks/open", "{}").errorCode() == "APIG.0101")
    }

    struct Creation: CustomTestStringConvertible, Sendable {
        let name: String
        var changes: [String: JSONValue] = [:]
        var code: String?

        var testDescription: String { name }
    }

    static let creations = [
        Creation(name: "a billed instance"),
        Creation(name: "a free one", changes: ["feature": "DEFAULT", "flavor": "modelarts.vm.cpu.free"]),
        Creation(name: "with a lease", changes: ["lease": ["duration": 7_200_000, "type": "timing"]]),
        Creation(name: "an unlimited lease", changes: ["duration": -1]),
        Creation(name: "no name", changes: ["name": .null], code: "6335"),
        Creation(name: "no flavor", changes: ["flavor": .null], code: "6335"),
        Creation(name: "no image", changes: ["image_id": .null], code: "6335"),
        Creation(name: "no volume", changes: ["volume": .null], code: "6316"),
        Creation(name: "a volume of nothing", changes: ["volume": [:]], code: "6335"),
        Creation(name: "a free instance on a billed flavor", changes: ["feature": "DEFAULT"], code: "6870"),
        Creation(name: "an unknown feature", changes: ["feature": "OTHER"], code: "0107"),
        Creation(name: "a lease of a second", changes: ["lease": ["duration": 1000]], code: "6349"),
    ]

    @Test("Creating an instance needs all required fields", arguments: creations)
    func create(_ wanted: Creation) throws {
        let guest = try Guest(#"{"step_ms":0}"#)
        var body: JSONValue = [
            "name": "made-here", "flavor": "modelarts.vm.cpu.2u", "image_id": "e1a07296-22a8-4f05-8bc8-e936c8e54090",
            "volume": ["category": "EVS", "ownership": "MANAGED", "capacity": 5],
        ]
        for (key, value) in wanted.changes { body[key] = value }
        let response = try guest.call("POST", "/notebooks", String(decoding: body.text(), as: UTF8.self))
        if let code = wanted.code {
            #expect(try response.errorCode() == "ModelArts.\(code)")
            return
        }
        #expect(response.status == 201)
        let feature = try response.json().text("feature")
        let listed = try guest.call("GET", "/notebooks?feature=\(feature)").json().items("data")
        #expect(try listed.map { try $0.text("name") } == ["made-here"])
    }
}

import Testing

@testable import SimulatorCore

@Suite("The life of an instance")
struct InstanceLifeTests {
    struct State: CustomTestStringConvertible, Sendable {
        let afterMS: Int64
        let status: String
        let steps: String

        var testDescription: String { "after \(afterMS) ms it is \(status), its steps are \(steps)" }
    }

    static let goodStart = [
        State(afterMS: 0, status: "CREATING", steps: "WWWW"),
        State(afterMS: 99, status: "CREATING", steps: "WWWW"),
        State(afterMS: 100, status: "CREATING", steps: "PWWW"),
        State(afterMS: 200, status: "CREATING", steps: "CWWW"),
        State(afterMS: 300, status: "CREATING", steps: "CPWW"),
        State(afterMS: 400, status: "CREATING", steps: "CCWW"),
        State(afterMS: 500, status: "CREATING", steps: "CCPW"),
        State(afterMS: 600, status: "CREATING", steps: "CCCW"),
        State(afterMS: 700, status: "CREATING", steps: "CCCP"),
        State(afterMS: 800, status: "CREATING", steps: "CCCC"),
        State(afterMS: 900, status: "RUNNING", steps: "CCCC"),
        State(afterMS: 1_000_000, status: "RUNNING", steps: "CCCC"),
    ]

    static let failingStart = [
        State(afterMS: 0, status: "CREATING", steps: "WWWW"),
        State(afterMS: 300, status: "CREATING", steps: "CPWW"),
        State(afterMS: 400, status: "CREATE_FAILED", steps: "CFWW"),
        State(afterMS: 1_000_000, status: "CREATE_FAILED", steps: "CFWW"),
    ]

    @Test("A start moves one state further each step", arguments: goodStart)
    func good(_ state: State) throws {
        let bench = try Bench(Settings(stepMS: 100))
        try expect(state, of: bench)
    }

    @Test("A start that is configured to fail does so in its second step", arguments: failingStart)
    func failing(_ state: State) throws {
        let bench = try Bench(Settings(stepMS: 100, failStart: "No resources"))
        try expect(state, of: bench)
    }

    private func expect(_ state: State, of bench: Bench) throws {
        let id = try bench.openedID()
        bench.time.advance(byMS: state.afterMS)
        let shown = try bench.show(id).json()
        #expect(try shown.text("status") == state.status)
        #expect(try shown.stepLetters() == state.steps)
        #expect((shown["url"] != nil) == (state.status == "RUNNING"))
        #expect((shown["fail_reason"] == "No resources") == (state.status == "CREATE_FAILED"))
    }

    @Test("RUNNING restarts the lease: the time that has passed, and an hour")
    func lease() throws {
        let bench = try Bench(Settings(stepMS: 100))
        let id = try bench.openedID()
        #expect(try bench.show(id).json().integer("lease", "duration") == 3_600_000)
        bench.time.advance(byMS: 950)
        let shown = try bench.show(id).json()
        let elapsed = try shown.integer("update_at") - shown.integer("lease", "create_at")
        #expect(try shown.integer("update_at") == ManualClock.startMS + 900)
        #expect(try shown.integer("lease", "duration") == elapsed + 3_600_000)
        #expect(try shown.integer("lease", "create_at") == ManualClock.startMS - 1)
        #expect(try shown.integer("current_time") == ManualClock.startMS + 950)
    }

    @Test("Opening again returns the same instance, and a new one after a deletion")
    func opensOne() throws {
        let bench = try Bench()
        let first = try bench.openedID()
        bench.time.advance(byMS: 3000)
        #expect(try bench.openedID() == first)
        #expect(bench.control("DELETE", "/instance").status == 204)
        #expect(try bench.show(first).errorCode() == "ModelArts.6309")
        let second = try bench.open().json()
        #expect(try second.text("id") != first)
        #expect(try second.stepLetters() == "WWWW")
    }

    struct Beginning: Sendable {
        let settings: Settings
        let expected: String
        let expectedLater: String
    }

    static let beginnings = [
        Beginning(settings: Settings(stepMS: 0), expected: "RUNNING", expectedLater: "RUNNING"),
        Beginning(settings: Settings(stepMS: 10, status: "INIT"), expected: "INIT", expectedLater: "RUNNING"),
        Beginning(settings: Settings(stepMS: 10, status: "STARTING"), expected: "STARTING", expectedLater: "RUNNING"),
        Beginning(
            settings: Settings(stepMS: 10, failStart: "x", status: "STARTING"), expected: "STARTING",
            expectedLater: "START_FAILED"),
        Beginning(settings: Settings(stepMS: 10, status: "STOPPED"), expected: "STOPPED", expectedLater: "STOPPED"),
        Beginning(
            settings: Settings(stepMS: 10, status: "MIGRATING"), expected: "MIGRATING", expectedLater: "MIGRATING"),
        Beginning(settings: Settings(stepMS: 10, status: "RUNNING"), expected: "RUNNING", expectedLater: "RUNNING"),
    ]

    @Test("A new instance begins with the status that is set", arguments: beginnings)
    func begins(_ beginning: Beginning) throws {
        let bench = try Bench(beginning.settings)
        let opened = try bench.open().json()
        #expect(try opened.text("status") == beginning.expected)
        #expect((opened["url"] != nil) == (beginning.expected == "RUNNING"))
        bench.time.advance(byMS: 1000)
        #expect(try bench.show(opened.text("id")).json().text("status") == beginning.expectedLater)
    }

    @Test("A new rate keeps the progress so far, and applies from then on")
    func changesPace() throws {
        let bench = try Bench(Settings(stepMS: 1000))
        let id = try bench.openedID()
        bench.time.advance(byMS: 3500)
        #expect(try bench.show(id).json().stepLetters() == "CPWW")
        #expect(bench.control("PATCH", "", #"{"step_ms":10}"#).status == 204)
        #expect(try bench.show(id).json().stepLetters() == "CPWW")
        bench.time.advance(byMS: 10)
        #expect(try bench.show(id).json().stepLetters() == "CCWW")
        bench.time.advance(byMS: 50)
        let shown = try bench.show(id).json()
        #expect(try shown.text("status") == "RUNNING")
        #expect(try shown.integer("update_at") == ManualClock.startMS + 3560)
    }

    @Test("A change from outside stops the clock and changes only the named values")
    func changedFromOutside() throws {
        let bench = try Bench(Settings(stepMS: 100))
        let id = try bench.openedID()
        let token = try bench.show(id).json().text("token")
        bench.time.advance(byMS: 300)
        #expect(bench.control("PATCH", "/instance", #"{"status":"RUNNING"}"#).status == 204)
        bench.time.advance(byMS: 100_000)
        var shown = try bench.show(id).json()
        #expect(try shown.text("status") == "RUNNING")
        #expect(try shown.stepLetters() == "CPWW")
        #expect(shown["url"] == nil)
        #expect(try shown.text("token") == token)

        let change = #"{"url":"https://elsewhere.example/lab","token":null,"fail_reason":"why"}"#
        #expect(bench.control("PATCH", "/instance", change).status == 204)
        shown = try bench.show(id).json()
        #expect(try shown.text("url") == "https://elsewhere.example/lab")
        #expect(shown["token"] == nil)
        #expect(try shown.text("fail_reason") == "why")
        #expect(try shown.integer("update_at") == ManualClock.startMS + 100_300)
    }

    @Test("The page of a running instance opens with its token only")
    func page() throws {
        let bench = try Bench(Settings(stepMS: 100))
        let id = try bench.openedID()
        func page(_ query: String) -> Int { bench.simulator.respond(to: Request("GET", "/\(id)/lab\(query)")).status }
        let token = try bench.show(id).json().text("token")
        #expect(page("?token=\(token)") == 409)
        bench.time.advance(byMS: 900)
        #expect(try bench.show(id).json().text("url") == "http://127.0.0.1:8080/\(id)/lab")
        #expect(page("?token=\(token)") == 200)
        #expect(page("?token=wrong") == 403)
        #expect(page("") == 403)
        #expect(bench.simulator.respond(to: Request("GET", "/other/lab?token=\(token)")).status == 404)
    }
}

@Suite("An instance that exists at the first call")
struct ExistingInstanceTests {
    /// A status that a test sets, and the statuses that follow by themselves, one a second.
    struct Case: CustomTestStringConvertible, Sendable {
        let existing: String
        let statuses: [String]

        var testDescription: String { "\(existing) becomes \(statuses.joined(separator: ", "))" }
    }

    static let cases = [
        Case(existing: "RUNNING", statuses: ["RUNNING", "RUNNING"]),
        Case(existing: "STOPPED", statuses: ["STOPPED", "STOPPED"]),
        Case(existing: "STOPPING", statuses: ["STOPPING", "STOPPED"]),
        Case(existing: "DELETING", statuses: ["DELETING", "none"]),
        Case(existing: "STARTING", statuses: ["STARTING", "RUNNING"]),
        Case(existing: "ERROR", statuses: ["ERROR", "ERROR"]),
        Case(existing: "FROZEN", statuses: ["FROZEN", "FROZEN"]),
    ]

    @Test("Its state begins to change at that call", arguments: cases)
    func states(_ one: Case) throws {
        let guest = try Guest(#"{"existing":"\#(one.existing)","step_ms":100,"stop_ms":1000,"delete_ms":1000}"#)
        guest.time.advance(byMS: 5000)
        let path = try guest.opened()
        for (index, status) in one.statuses.enumerated() {
            if index > 0 { guest.time.advance(byMS: 1000) }
            let shown = try guest.call("GET", path).json()
            #expect((try? shown.text("status")) ?? "none" == status)
        }
    }

    @Test("A test may set it later, and may change it before the first call")
    func setLater() throws {
        let guest = try Guest(#"{"step_ms":100}"#)
        #expect(try guest.control("PATCH", "/instance", #"{"status":"ERROR"}"#).status == 404)
        #expect(try guest.control("PATCH", "", #"{"existing":"STOPPED","open_stopped":"starts"}"#).status == 204)
        #expect(try guest.control("PATCH", "/instance", #"{"fail_reason":"no disk"}"#).status == 204)
        let opened = try guest.call("POST", "/notebooks/open", "{}").json()
        #expect(try opened.text("status") == "STARTING")
    }

    @Test("It counts as the user's one free instance")
    func counts() throws {
        let guest = try Guest(#"{"existing":"STOPPED","open_existing":"refused"}"#)
        #expect(try guest.call("POST", "/notebooks/open", "{}").errorCode() == "ModelArts.6301")
        let list = try guest.call("GET", "/notebooks?feature=DEFAULT").json().items("data")
        #expect(try list.map { try $0.text("status") } == ["STOPPED"])
    }

    @Test("Once it is gone, the next one is new")
    func gone() throws {
        let guest = try Guest(#"{"existing":"DELETING","delete_ms":1000}"#)
        _ = try guest.opened()
        guest.time.advance(byMS: 1000)
        #expect(try guest.call("POST", "/notebooks/open", "{}").json().text("status") == "CREATING")
    }

    @Test(
        "What open does with a stopped one is a setting",
        arguments: [("returns", "STOPPED"), ("starts", "STARTING")])
    func openStopped(_ setting: String, _ status: String) throws {
        let guest = try Guest(#"{"existing":"STOPPED","open_stopped":"\#(setting)","step_ms":100}"#)
        let opened = try guest.call("POST", "/notebooks/open", "{}").json()
        #expect(try opened.text("status") == status)
        guest.time.advance(byMS: 2000)
        let path = "/notebooks/\(try opened.text("id"))"
        let later = status == "STOPPED" ? "STOPPED" : "RUNNING"
        #expect(try guest.call("GET", path).json().text("status") == later)
    }

    @Test("Where open starts a stopped one, a flavor that is sold out is refused")
    func soldOut() throws {
        let guest = try Guest(
            #"{"existing":"STOPPED","open_stopped":"starts","sold_out":["modelarts.vm.cpu.free"]}"#)
        #expect(try guest.call("POST", "/notebooks/open", "{}").errorCode() == "ModelArts.6716")
    }
}

import Testing

@testable import SimulatorCore

@Suite("Leases")
struct LeaseTests {
    private func lease(_ guest: Guest, _ path: String) throws -> JSONValue {
        try guest.call("GET", path + "/lease").json()
    }

    /// What is left, as a client computes it.
    private func left(_ lease: JSONValue, _ guest: Guest) throws -> Int64 {
        try lease.integer("create_at") + lease.integer("duration") - guest.time.clock.nowMS()
    }

    @Test("A lease is reported from the creation on, and begins anew when the instance runs, renews, stops and starts")
    func arithmetic() throws {
        let guest = try Guest(#"{"step_ms":10}"#)
        let path = try guest.opened()
        let created = try lease(guest, path).integer("create_at")
        func expectHour(_ lease: JSONValue) throws {
            #expect(try lease.integer("create_at") == created)
            let elapsed = try lease.integer("update_at") - created
            #expect(try lease.integer("duration") - elapsed == 3_600_000)
        }
        guest.time.advance(byMS: 1000)
        try expectHour(lease(guest, path))
        guest.time.advance(byMS: 600_000)
        let renewed = try guest.call("PATCH", path + "/lease", #"{"duration":3600000}"#).json()
        try expectHour(renewed)
        #expect(try left(renewed, guest) == 3_600_000)
        guest.time.advance(byMS: 60_000)
        let stopped = try #require(try guest.call("POST", path + "/stop").json()["lease"])
        try expectHour(stopped)
        #expect(try left(stopped, guest) == 3_600_000)
        guest.time.advance(byMS: 60_000)
        let started = try #require(try guest.call("POST", path + "/start").json()["lease"])
        try expectHour(started)
        #expect(try left(started, guest) == 3_600_000)
    }

    @Test("When the lease expires, the instance stops, and can be started again")
    func runsOut() throws {
        let guest = try Guest(#"{"step_ms":0,"stop_ms":50,"lease_duration_ms":200}"#)
        let path = try guest.opened()
        func status() throws -> String { try guest.call("GET", path).json().text("status") }
        guest.time.advance(byMS: 199)
        #expect(try status() == "RUNNING")
        guest.time.advance(byMS: 1)
        #expect(try status() == "STOPPING")
        guest.time.advance(byMS: 50)
        let stopped = try guest.call("GET", path).json()
        #expect(try stopped.text("status") == "STOPPED")
        #expect(stopped["url"] == nil)
        #expect(try stopped.integer("update_at") == ManualClock.startMS + 250)
        _ = try guest.call("POST", path + "/start?duration=3600000")
        guest.time.advance(byMS: 3_599_999)
        #expect(try status() == "RUNNING")
        guest.time.advance(byMS: 1000)
        #expect(try status() == "STOPPED")
    }

    @Test("An unlimited lease does not expire")
    func withoutEnd() throws {
        let guest = try Guest(#"{"step_ms":0}"#)
        let path = try guest.opened("STOPPED")
        let started = try guest.call("POST", path + "/start?duration=-1&type=timing").json()
        #expect(started["lease"]?["enable"] == false)
        guest.time.advance(byMS: 1_000_000_000)
        #expect(try guest.call("GET", path).json().text("status") == "RUNNING")
    }

    struct Renewal: CustomTestStringConvertible, Sendable {
        var query = ""
        var body = ""
        var left: Int64?
        var type = "TIMING"
        var code = ""

        var testDescription: String { "\(query) \(body)" }
    }

    static let renewals = [
        Renewal(left: 3_600_000),
        Renewal(body: "{}", left: 3_600_000),
        Renewal(body: #"{"duration":7200000,"type":"idle"}"#, left: 7_200_000, type: "IDLE"),
        Renewal(query: "?duration=259200000", left: 259_200_000),
        Renewal(query: "?duration=7200000", body: #"{"duration":3600000,"type":"IDLE"}"#, left: 7_200_000),
        Renewal(body: #"{"duration":3599999}"#, code: "ModelArts.6349"),
        Renewal(query: "?duration=259200001", code: "ModelArts.6349"),
        Renewal(body: #"{"duration":-1}"#, code: "ModelArts.6349"),
        Renewal(body: #"{"duration":"3600000"}"#, code: "ModelArts.6332"),
        Renewal(query: "?duration=long", code: "ModelArts.6332"),
        Renewal(body: #"{"duration":3600000,"type":"weekly"}"#, code: "ModelArts.0107"),
        Renewal(query: "?length=3600000", code: "ModelArts.0104"),
    ]

    @Test("A renewal requests time from now on, within limits", arguments: renewals)
    func renew(_ wanted: Renewal) throws {
        let guest = try Guest(#"{"step_ms":0}"#)
        let path = try guest.opened()
        guest.time.advance(byMS: 1_000_000)
        let response = try guest.call("PATCH", path + "/lease" + wanted.query, wanted.body)
        if let expected = wanted.left {
            let lease = try response.json()
            #expect(try left(lease, guest) == expected)
            #expect(try lease.text("type") == wanted.type)
            #expect(try self.lease(guest, path) == lease)
        } else {
            #expect(try response.errorCode() == wanted.code)
        }
    }

    @Test("A renewal and a deletion may have an empty response")
    func emptyResponse() throws {
        let guest = try Guest(#"{"step_ms":0,"renew_answer":"none","delete_answer":"none"}"#)
        let path = try guest.opened()
        let renewed = try guest.call("PATCH", path + "/lease", #"{"duration":7200000}"#)
        #expect(renewed.status == 204)
        #expect(renewed.body.isEmpty)
        #expect(try left(lease(guest, path), guest) == 7_200_000)
        _ = try guest.call("POST", path + "/stop")
        let deleted = try guest.call("DELETE", path)
        #expect(deleted.status == 204)
        #expect(deleted.body.isEmpty)
        #expect(try guest.call("GET", path).errorCode() == "ModelArts.6309")
    }
}

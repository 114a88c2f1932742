import Foundation
import Testing

@testable import SimulatorCore

@Suite("Faults on demand")
struct FaultTests {
    struct Matching: CustomTestStringConvertible, Sendable {
        let name: String
        let faults: String
        /// One letter a call: o for an open, s for a show.
        let calls: String
        let statuses: [Int]

        var testDescription: String { name }
    }

    static let matching = [
        Matching(
            name: "one is used once", faults: #"[{"kind":"status","status":503}]"#, calls: "ooo",
            statuses: [503, 200, 200]),
        Matching(
            name: "one with a number is used so often", faults: #"[{"kind":"status","status":503,"times":2}]"#,
            calls: "oso", statuses: [503, 503, 200]),
        Matching(
            name: "one for ever is never used up", faults: #"[{"kind":"status","status":503,"times":0}]"#,
            calls: "osososo", statuses: Array(repeating: 503, count: 7)),
        Matching(
            name: "one of a show leaves opens alone", faults: #"[{"kind":"status","status":503,"call":"show"}]"#,
            calls: "ooso", statuses: [200, 200, 503, 200]),
        Matching(
            name: "the first that fits is taken",
            faults: """
                [{"kind":"status","status":500,"call":"show"},{"kind":"status","status":502},
                 {"kind":"status","status":504,"times":0}]
                """,
            calls: "osos", statuses: [502, 500, 504, 504]),
        Matching(name: "an empty list ends them", faults: "[]", calls: "os", statuses: [200, 200]),
    ]

    @Test("are used in order, as often as configured", arguments: matching)
    func match(_ wanted: Matching) throws {
        let bench = try Bench(faults: [])
        let id = try bench.openedID()
        #expect(bench.control("PUT", "/faults", wanted.faults).status == 204)
        let statuses = wanted.calls.map { ($0 == "o" ? bench.open() : bench.show(id)).status }
        #expect(statuses == wanted.statuses)
    }

    struct Kind: CustomTestStringConvertible, Sendable {
        let fault: String
        let status: Int
        let type: String?
        let body: String
        var delivery = Response.Delivery.whole

        var testDescription: String { fault }
    }

    static let kinds = [
        Kind(fault: #"{"kind":"empty"}"#, status: 200, type: nil, body: ""),
        Kind(fault: #"{"kind":"list"}"#, status: 200, type: "application/json", body: "[]"),
        Kind(fault: #"{"kind":"body","body":"{\"a\": 1}"}"#, status: 200, type: "application/json", body: #"{"a": 1}"#),
        Kind(fault: #"{"kind":"body","body":"{","status":201}"#, status: 201, type: "application/json", body: "{"),
        Kind(
            fault: #"{"kind":"status","status":429,"body":"slow down"}"#, status: 429, type: "application/json",
            body: "slow down"),
        Kind(
            fault: #"{"kind":"status","status":302,"headers":{"Location":"http://x/"}}"#, status: 302, type: nil,
            body: ""),
        Kind(
            fault: #"{"kind":"endless"}"#, status: 200, type: "application/json", body: "", delivery: .endless),
        Kind(
            fault: #"{"kind":"reset","after":false}"#, status: 200, type: "application/json", body: "",
            delivery: .reset),
    ]

    @Test("of these kinds replace the response", arguments: kinds)
    func kind(_ wanted: Kind) throws {
        let bench = try Bench(faults: [wanted.fault])
        let response = bench.open()
        #expect(response.status == wanted.status)
        #expect(response.headers["Content-Type"] == wanted.type)
        #expect(String(decoding: response.body, as: UTF8.self) == wanted.body)
        #expect(response.delivery == wanted.delivery)
        // Nothing was carried out.
        #expect(bench.control("PATCH", "/instance", "{}").status == 404)
    }

    struct Spoiled: CustomTestStringConvertible, Sendable {
        let fault: String
        var delivery = Response.Delivery.whole
        var delayMS: Int64 = 0

        var testDescription: String { fault }
    }

    static let spoiled = [
        Spoiled(fault: #"{"kind":"latency","delay_ms":250}"#, delayMS: 250),
        Spoiled(fault: #"{"kind":"truncated","delay_ms":1}"#, delivery: .truncated, delayMS: 1),
        Spoiled(fault: #"{"kind":"slow"}"#, delivery: .slow(intervalMS: 100)),
        Spoiled(fault: #"{"kind":"slow","interval_ms":7}"#, delivery: .slow(intervalMS: 7)),
        Spoiled(fault: #"{"kind":"reset"}"#, delivery: .reset),
        Spoiled(fault: #"{"kind":"reset","after":true,"call":"open"}"#, delivery: .reset),
    ]

    @Test("of these kinds let the call be carried out, and break the response", arguments: spoiled)
    func spoil(_ wanted: Spoiled) throws {
        let bench = try Bench(faults: [wanted.fault])
        let response = bench.open()
        #expect(response.status == 200)
        #expect(response.delivery == wanted.delivery)
        #expect(response.delayMS == wanted.delayMS)
        #expect(try bench.openedID() == response.json().text("id"))
    }

    @Test("A wrong type changes one value of the response")
    func wrongType() throws {
        let bench = try Bench()
        var expected = try bench.open().json()
        expected["lease"]?["duration"] = "not-a-number"
        #expect(bench.control("PUT", "/faults", #"[{"kind":"wrong_type"}]"#).status == 204)
        #expect(try bench.open().json() == expected)
    }

    static let ownBodies: [(Int, String)] = [
        (400, "ModelArts.0101"), (401, "APIG.0301"), (403, "APIG.0302"), (404, "APIG.0101"), (408, "ModelArts.6100"),
        (429, "APIG.0308"), (500, "ModelArts.6102"), (502, "APIG.0202"), (503, "APIG.0613"), (504, "APIG.0203"),
        (418, "ModelArts.0104"), (599, "ModelArts.6102"),
    ]

    @Test("A status fault without a body gets the body of the service", arguments: ownBodies)
    func ownBody(status: Int, code: String) throws {
        let bench = try Bench(faults: [#"{"kind":"status","status":\#(status),"headers":{"Retry-After":"1"}}"#])
        let response = bench.open()
        #expect(response.status == status)
        #expect(try response.errorCode() == code)
        #expect(response.headers["Retry-After"] == "1")
    }

    static let refused = [
        "{}", "[{}]", #"[{"kind":"fire"}]"#, #"[{"kind":"html","status":200}]"#, #"[{"kind":"html","tmies":1}]"#,
        #"[{"kind":"status"}]"#, #"[{"kind":"status","status":99}]"#, #"[{"kind":"status","status":"429"}]"#,
        #"[{"kind":"body"}]"#, #"[{"kind":"latency","delay_ms":-1}]"#, #"[{"kind":"latency","times":-1}]"#,
        #"[{"kind":"latency","call":"close"}]"#, #"[{"kind":"html","after":true}]"#,
        #"[{"kind":"status","status":429,"headers":{"A\r\nB":"x"}}]"#,
        #"[{"kind":"status","status":429,"headers":{"A":"x\r\nB: y"}}]"#,
        #"[{"kind":"status","status":429,"headers":{"A":1}}]"#, "[", "",
    ]

    @Test("with invalid values are refused, and change nothing", arguments: refused)
    func refuse(_ faults: String) throws {
        let bench = try Bench(faults: [#"{"kind":"status","status":503}"#])
        let response = bench.control("PUT", "/faults", faults)
        #expect(response.status == 400)
        #expect(try !response.json().text("error").isEmpty)
        #expect(bench.open().status == 503)
    }
}

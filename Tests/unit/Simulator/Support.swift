import Foundation
import Synchronization

@testable import SimulatorCore

/// A clock that does not move until a test advances it.
final class ManualClock: Sendable {
    static let startMS: Int64 = 1_638_841_805_440

    private let now = Mutex(startMS)

    func advance(byMS milliseconds: Int64) {
        now.withLock { $0 += milliseconds }
    }

    var clock: SimulatorClock {
        SimulatorClock { self.now.withLock { $0 } }
    }
}

/// A simulator without a server, with one user and its own clock.
struct Bench {
    let time = ManualClock()
    let simulator: Simulator
    let projectID = "77b6a44cba5143ab91d13ab9a8ff44fd"
    let token = "MIIToken"

    init(_ settings: Settings = Settings(), faults: [String] = []) throws {
        simulator = Simulator(clock: time.clock)
        simulator.endpoint = "http://127.0.0.1:8080"
        try simulator.add(FirstUser(projectID: projectID, token: token), settings: settings, faults: faults)
    }

    var headers: [String: String] {
        ["x-auth-token": token, "content-type": "application/json"]
    }

    func open(_ body: String = "{}") -> Response {
        simulator.respond(
            to: Request("POST", "/v1/\(projectID)/notebooks/open", headers: headers, body: Data(body.utf8)))
    }

    func show(_ id: String) -> Response {
        simulator.respond(to: Request("GET", "/v1/\(projectID)/notebooks/\(id)", headers: ["x-auth-token": token]))
    }

    /// Opens and gives the id of the instance.
    func openedID() throws -> String {
        try open().json().text("id")
    }

    func control(_ method: String, _ part: String, _ body: String = "") -> Response {
        simulator.respond(to: Request(method, "/simulator/users/\(projectID)\(part)", body: Data(body.utf8)))
    }

    func requests() throws -> [JSONValue] {
        guard case .array(let entries) = try control("GET", "/requests").json() else { throw WrongShape() }
        return entries
    }
}

struct WrongShape: Error {}

extension Response {
    func json() throws -> JSONValue {
        try JSONValue(parsing: body)
    }

    /// The code of a refusal.
    func errorCode() throws -> String {
        try json().text("error_code")
    }
}

extension JSONValue {
    /// The text at a path of keys.
    func text(_ path: String...) throws -> String {
        guard case .string(let text)? = value(path) else { throw WrongShape() }
        return text
    }

    func integer(_ path: String...) throws -> Int64 {
        guard case .integer(let number)? = value(path) else { throw WrongShape() }
        return number
    }

    private func value(_ path: [String]) -> JSONValue? {
        path.reduce(self) { $0?[$1] }
    }

    /// The statuses of the steps, by their first letters: "CPWW".
    func stepLetters() throws -> String {
        guard case .array(let steps)? = self["action_progress"] else { throw WrongShape() }
        return try steps.map { String(try $0.text("status").prefix(1)) }.joined()
    }
}

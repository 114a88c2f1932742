import ArgumentParser
import Foundation
import SimulatorCore

@main
struct CodelabSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codelab-simulator",
        abstract: "A stand-in for the ModelArts CodeLab service, on this machine only.",
        discussion: """
            Opens and shows notebook instances as the service does: an instance is CREATING, its four steps advance on \
            a clock, and then it is RUNNING with a URL. The first line on standard output is a JSON object with \
            endpoint, project_id and token; all else is on standard error, one line a request. Ends on SIGINT or \
            SIGTERM.

            SERVICE CALLS (with X-Auth-Token)
              POST /v1/{project_id}/notebooks/open
              GET  /v1/{project_id}/notebooks/{id}

            CONTROL CALLS (for tests; each user is independent)
              POST   /simulator/users {"step_ms","fail_start","status"}    201 {"project_id","token"}
              PATCH  /simulator/users/{project_id} {settings}              204
              PUT    /simulator/users/{project_id}/faults [fault, ...]     204, replaces the list
              GET    /simulator/users/{project_id}/requests                what the user has sent; DELETE empties it
              PATCH  /simulator/users/{project_id}/instance {"status","url","token","fail_reason"}   204
              DELETE /simulator/users/{project_id}/instance                204

            FAULTS, as JSON objects: "kind", and optionally "call" (open, show or any), "times" (1; 0: always) and \
            "delay_ms" (before the answer). A request takes the first fault that fits.
              latency      only the delay
              status       "status": 429, "headers": {"Retry-After": "1"}, "body": "..."
              html         a page with 200               empty       200 without a body
              list         200 with []                   wrong_type  a lease that lasts "not-a-number"
              body         "body": "...", "status": 200, sent as it is
              truncated    closed before the announced end
              slow         "interval_ms": 100 between pieces of 16 bytes
              endless      an answer without an end      reset       closed before a byte of the answer
            """,
        version: "0.1.0")

    @Option(help: "Loopback address to listen on; no other is taken.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0: any free one.")
    var port: UInt16 = 0

    @Option(help: ArgumentHelp("How long each state of a start lasts; 0: an instance runs at once.", valueName: "ms"))
    var stepMs: Int64 = 1000

    @Option(help: ArgumentHelp("Project of the first user; made up if not given.", valueName: "id"))
    var projectId: String?

    @Option(help: "Token of the first user; made up if not given.")
    var token: String?

    @Option(help: ArgumentHelp("Has the first user's starts fail, for this reason.", valueName: "reason"))
    var failStart: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A fault for the first user, as JSON. May be given again.", valueName: "json"))
    var fault: [String] = []

    @Flag(help: "End when standard input does, so that it does not outlive what started it.")
    var untilEof = false

    func validate() throws {
        guard LoopbackHost(host) != nil else {
            throw ValidationError("'\(host)' is not a loopback address; the simulator is for this machine only.")
        }
        guard Settings.stepRangeMS.contains(stepMs) else {
            throw ValidationError("--step-ms must be 0 to \(Settings.stepRangeMS.upperBound).")
        }
        if projectId?.isEmpty == true || token?.isEmpty == true {
            throw ValidationError("--project-id and --token cannot be empty.")
        }
    }

    func run() async throws {
        let first = FirstUser(projectID: projectId, token: token)
        let simulator = Simulator()
        do {
            try simulator.add(first, settings: Settings(stepMS: stepMs, failStart: failStart), faults: fault)
        } catch {
            throw ValidationError("--fault: \(error)")
        }
        // Never nil after validate().
        guard let host = LoopbackHost(host) else { throw ExitCode.validationFailure }
        let console = Console()
        let server = try SimulatorServer(simulator: simulator, host: host, port: port, console: console)
        allowManyConnections()
        let serving = Task {
            try await server.run { endpoint in
                announce(endpoint: endpoint, first)
                console.say("codelab-simulator listens at \(endpoint)")
            }
        }
        let ending = EndOfProcess(untilEOF: untilEof) { serving.cancel() }
        defer { withExtendedLifetime(ending) {} }
        do {
            try await serving.value
        } catch {
            guard serving.isCancelled else { throw error }
            console.say("codelab-simulator ends")
        }
    }
}

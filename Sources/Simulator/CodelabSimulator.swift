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

            SERVICE CALLS, with X-Auth-Token
              POST /v1/{project_id}/notebooks/open
              GET  /v1/{project_id}/notebooks/{id}

            CONTROL CALLS, for tests; each user is independent
              POST /simulator/users          {settings}; 201 {"project_id","token"}
              and, below /simulator/users/{project_id}:
              PATCH                          {settings}; 204
              PUT    /faults                 [fault, ...], which replace the list; 204
              GET    /requests               what the user has sent; 200
              DELETE /requests               forgets it; 204
              PATCH  /instance               {changes}; its clock then stops; 204
              DELETE /instance               204

            SETTINGS  "step_ms", "fail_start" (a reason or null), "status" (to begin with)
            CHANGES   "status", "url", "token", "fail_reason"

            FAULTS are JSON objects with a "kind" and, if wanted, "call" (open, show or any), "times" (1; 0: always) \
            and "delay_ms" (before the answer). A request takes the first that fits.
              latency     nothing but the delay
              status      "status": 429, "headers": {"Retry-After": "1"}, "body": "..."
              html        a page, with 200
              empty       200 without a body
              list        200 with []
              body        "body": "...", "status": 200; sent as it is
              wrong_type  an instance whose lease lasts "not-a-number"
              truncated   closed before the announced end
              slow        "interval_ms": 100 between pieces of 16 bytes
              endless     an answer without an end
              reset       closed before a byte of the answer
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
        if let projectId, projectId.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) == nil {
            throw ValidationError("--project-id must be 1 to 64 letters, digits, '-' and '_'.")
        }
        if token?.isEmpty == true { throw ValidationError("--token cannot be empty.") }
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
            guard serving.isCancelled else {
                console.say("codelab-simulator cannot serve at \(self.host), port \(port): \(error)")
                throw ExitCode.failure
            }
            console.say("codelab-simulator ends")
        }
    }
}

public import ArgumentParser
import Foundation
public import SimulatorCore

extension Settings.OpenStopped: ExpressibleByArgument {}

@main
struct CodelabSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codelab-simulator",
        abstract: "A simulator of the ModelArts CodeLab service, on this machine only.",
        discussion: Help.discussion,
        version: Version.text)

    @Option(help: "Loopback address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0: any free port.")
    var port: UInt16 = 0

    @Option(help: ArgumentHelp("Duration of each state of a start; 0: an instance runs at once.", valueName: "ms"))
    var stepMs: Int64 = 1000

    @Option(help: ArgumentHelp("Project of the first user; random by default.", valueName: "id"))
    var projectId: String?

    @Option(help: "Token of the first user; random by default.")
    var token: String?

    @Option(help: ArgumentHelp("Makes the first user's starts fail, for this reason.", valueName: "reason"))
    var failStart: String?

    @Option(help: ArgumentHelp("Gives the first user an instance in this status: STOPPED, ...", valueName: "status"))
    var existing: String?

    @Option(help: ArgumentHelp("What open does with a stopped instance: returns or starts.", valueName: "what"))
    var openStopped = Settings.OpenStopped.returns

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A fault for the first user, as JSON. Can be repeated.", valueName: "json"))
    var fault: [String] = []

    @Flag(help: "Exit at the end of standard input, so that it does not outlive its parent.")
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

    private var settings: Settings {
        var settings = Settings(stepMS: stepMs, failStart: failStart)
        settings.existing = existing?.uppercased()
        settings.openStopped = openStopped
        return settings
    }

    func run() async throws {
        let first = FirstUser(projectID: projectId, token: token)
        let simulator = Simulator()
        do {
            try simulator.add(first, settings: settings, faults: fault)
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

import Foundation
import SimulatorCore

/// What the first line of standard output tells the program that started the simulator.
private struct Announcement: Encodable {
    let endpoint: String
    let projectID: String
    let token: String

    private enum CodingKeys: String, CodingKey {
        case endpoint
        case projectID = "project_id"
        case token
    }
}

/// Writes that line, at once and whole.
func announce(endpoint: String, _ user: FirstUser) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let announcement = Announcement(endpoint: endpoint, projectID: user.projectID, token: user.token)
    do {
        let line = try encoder.encode(announcement) + Data("\n".utf8)
        try FileHandle.standardOutput.write(contentsOf: line)
    } catch {
        // Without this line nobody finds the simulator.
        Console().say("codelab-simulator: the first line could not be written: \(error)")
        exit(EXIT_FAILURE)
    }
}

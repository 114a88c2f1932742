import Foundation
import SimulatorCore

/// Writes what the first line of standard output tells the program that started the simulator, at once and whole.
func announce(endpoint: String, _ user: FirstUser) {
    do {
        let line = try user.announcement(endpoint: endpoint) + "\n"
        try FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
    } catch {
        // Without this line nobody finds the simulator.
        Console().say("codelab-simulator: the first line could not be written: \(error)")
        exit(EXIT_FAILURE)
    }
}

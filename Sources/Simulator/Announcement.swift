import Foundation
import SimulatorCore

/// Writes the first line of standard output, for the program that started the simulator, in one write.
func announce(endpoint: String, _ user: FirstUser) {
    do {
        let line = try user.announcement(endpoint: endpoint) + "\n"
        try FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
    } catch {
        // Without this line, no program can find the simulator.
        Console().say("codelab-simulator: the first line could not be written: \(error)")
        exit(EXIT_FAILURE)
    }
}

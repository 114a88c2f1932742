import FlyingFox
import FlyingSocks
import Foundation

/// The simulator on a socket.
public struct SimulatorServer: Sendable {
    private let server: HTTPServer
    private let simulator: Simulator
    private let host: LoopbackHost

    /// - Parameter port: the port to listen on; 0: any free port.
    public init(simulator: Simulator, host: LoopbackHost, port: UInt16, console: Console) throws {
        self.simulator = simulator
        self.host = host
        let bridge = HTTPBridge(simulator: simulator, console: console)
        let pool = CoalescingPool(base: HTTPServer.defaultPool())
        // Longer than the longest delay that a fault can have.
        let timeout: TimeInterval = 2 * 3600
        switch host {
        case .ip4(let address):
            server = HTTPServer(
                address: try .inet(ip4: address, port: port), timeout: timeout, pool: pool, logger: .disabled,
                handler: bridge)
        case .ip6(let address):
            server = HTTPServer(
                address: try .inet6(ip6: address, port: port), timeout: timeout, pool: pool, logger: .disabled,
                handler: bridge)
        }
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter whenListening: called once, with the address of the service.
    public func run(whenListening: @escaping @Sendable (String) -> Void) async throws {
        let server = server
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { whenListening(try await listeningEndpoint()) }
            // The second task ends at once; the first error ends both.
            for try await _ in group {}
        }
    }

    private func listeningEndpoint() async throws -> String {
        try await server.waitUntilListening(timeout: 30)
        guard let address = await server.listeningAddress else { throw SocketError.disconnected }
        let port: UInt16
        switch address {
        case .ip4(_, let number), .ip6(_, let number): port = number
        case .unix: throw SocketError.unsupportedAddress
        }
        simulator.endpoint = "http://\(host.inURL):\(port)"
        return simulator.endpoint
    }
}

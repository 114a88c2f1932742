import Testing

@testable import SimulatorCore

@Suite("Addresses of the simulator")
struct LoopbackHostTests {
    static let cases: [(String, LoopbackHost?)] = [
        ("127.0.0.1", .ip4("127.0.0.1")), ("127.9.8.7", .ip4("127.9.8.7")), ("localhost", .ip4("127.0.0.1")),
        ("::1", .ip6("::1")), ("0.0.0.0", nil), ("128.0.0.1", nil), ("192.0.2.1", nil), ("::", nil), ("::2", nil),
        ("fe80::1", nil), ("", nil), ("example.com", nil), ("127.1", nil), ("127.0.0.1.example.com", nil),
    ]

    @Test("is on loopback only", arguments: cases)
    func host(text: String, expected: LoopbackHost?) {
        #expect(LoopbackHost(text) == expected)
    }
}

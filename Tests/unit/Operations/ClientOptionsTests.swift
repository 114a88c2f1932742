import CCodelab
import Engine
import Foundation
import Platform
import Service
import Testing

@testable import Operations

/// Options that are refused, and the name that the message begins with.
private struct OptionsCase: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout codelab_client_options) -> Void
    var testDescription: String { name }

    init(_ name: String, _ change: @escaping @Sendable (inout codelab_client_options) -> Void) {
        self.name = name
        self.change = change
    }

    static let all = [
        OptionsCase("flags") { $0.flags |= 0x80 }, OptionsCase("reserved") { $0.reserved = 1 },
        OptionsCase("connect_timeout_ms") { $0.connect_timeout_ms = -1 },
        OptionsCase("connect_timeout_ms") { $0.connect_timeout_ms = 86_400_001 },
        OptionsCase("attempt_timeout_ms") { $0.attempt_timeout_ms = -1 },
        OptionsCase("max_attempts") { $0.max_attempts = 101 }, OptionsCase("max_attempts") { $0.max_attempts = -1 },
        OptionsCase("retry_delay_ms") { $0.retry_delay_ms = -1 },
        OptionsCase("retry_delay_max_ms") { $0.retry_delay_max_ms = 86_400_001 },
        OptionsCase("signature") { $0.signature = 2 }, OptionsCase("trace_fd") { $0.trace_fd = -2 },
        OptionsCase("options") { $0.struct_size = 3 },
    ]
}

@Suite("The options of a client are checked, and their defaults are those of the header")
struct ClientOptionsTests {
    private func refusal(
        _ texts: TestClient.Texts = [:], _ change: (inout codelab_client_options) -> Void = { _ in }
    ) -> String? { TestClient.refusal(texts, change) }

    @Test("Options out of range are refused", arguments: OptionsCase.all)
    private func refused(_ each: OptionsCase) throws {
        let message = try #require(refusal([:], each.change))
        #expect(message.contains(each.name))
    }

    @Test("Texts that cannot be in a header, or are no address, are refused")
    func texts() throws {
        let cases: [(TestClient.Texts, String)] = [
            ([\.language: "a\nb"], "language"), ([\.user_agent: "a\r\nX: y"], "user_agent"),
            ([\.signed_headers: "host;cookie"], "signed_headers"), ([\.proxy: "ftp://host"], "proxy"),
            ([\.proxy: "http://"], "proxy"), ([\.token: "a b", \.project_id: "p"], "token"),
            ([\.project_id: "a/b"], "project_id"), ([\.endpoint: "ftp://a"], "endpoint"),
        ]
        for (texts, name) in cases {
            let message = try #require(refusal(texts))
            #expect(message.contains(name), "\(message)")
        }
    }

    @Test("Without options, or without a credential, no client is made")
    func missing() {
        var record = codelab_error()
        withUnsafeMutablePointer(to: &record) { record in
            #expect(throws: Failure.self) { _ = try Client.make(nil, Report(record)) }
            var options = codelab_client_options()
            options.struct_size = UInt32(MemoryLayout<codelab_client_options>.size)
            options.flags = UInt32(CODELAB_CLIENT_NO_ENVIRONMENT)
            #expect(throws: Failure.self) { _ = try Client.make(&options, Report(record)) }
            #expect(throws: Failure.self) { _ = try Client.check(nil, Report(record)) }
        }
    }

    @Test("A client of this process is accepted")
    func check() throws {
        let client = try TestClient()
        var record = codelab_error()
        let checked = try withUnsafeMutablePointer(to: &record) { try Client.check(client.pointer, Report($0)) }
        #expect(checked == client.pointer)
    }

    @Test("Defaults")
    func defaults() throws {
        let client = try TestClient()
        let transport = FakeTransport()
        let settings = client.pointer.pointee.settings
        #expect(settings.pointee.attemptTimeoutMs == 60_000)
        #expect(settings.pointee.retry.maxAttempts == 5)
        #expect(settings.pointee.retry.delayMs == 500 && settings.pointee.retry.delayMaxMs == 20_000)
        let request = try transport.send(client.call(CODELAB_OPERATION_SHOW, id: "a"))
        #expect(request.header("X-Language") == "en-us")
        #expect(request.header("User-Agent")?.hasPrefix("libcodelab/") == true)
    }

    @Test("Own values, where a bound of delays that is below the first one is raised to it")
    func values() throws {
        let client = try TestClient([\.language: "zh-cn", \.user_agent: "test/1"]) {
            $0.retry_delay_ms = 700
            $0.retry_delay_max_ms = 100
            $0.attempt_timeout_ms = 5
        }
        let settings = client.pointer.pointee.settings
        #expect(settings.pointee.attemptTimeoutMs == 5)
        #expect(settings.pointee.retry.delayMs == 700 && settings.pointee.retry.delayMaxMs == 700)
        let request = try FakeTransport().send(client.call(CODELAB_OPERATION_SHOW, id: "a"))
        #expect(request.header("X-Language") == "zh-cn")
        #expect(request.header("User-Agent")?.hasPrefix("test/1 libcodelab/") == true)
        let empty = try TestClient([\.language: "", \.user_agent: ""])
        let plain = try FakeTransport().send(empty.call(CODELAB_OPERATION_SHOW, id: "a"))
        #expect(plain.header("X-Language") == "en-us")
        #expect(plain.header("User-Agent")?.hasPrefix("libcodelab/") == true)
    }

    @Test("Plain HTTP is allowed on loopback, and elsewhere only with the flag")
    func plainHTTP() {
        #expect(refusal([\.endpoint: "http://127.0.0.1:8080"]) == nil)
        #expect(refusal([\.endpoint: "http://service.example"]) != nil)
        #expect(
            refusal([\.endpoint: "http://service.example"]) { $0.flags |= UInt32(CODELAB_CLIENT_ALLOW_HTTP) } == nil)
    }

    // MARK: - Queues

    @Test(
        "Options of a queue out of range are refused",
        arguments: [
            { $0.flags = 0x80 }, { $0.reserved = 1 }, { $0.connections_per_host = 257 },
            { $0.connections_per_host = -1 }, { $0.burst = -1 }, { $0.burst = 1_000_001 },
            { $0.requests_per_second = -2 }, { $0.requests_per_second = 1_000_001 }, { $0.struct_size = 0 },
        ] as [@Sendable (inout codelab_queue_options) -> Void])
    func refusedQueue(_ change: @Sendable (inout codelab_queue_options) -> Void) {
        #expect(throws: Failure.self) { _ = try queueSettings(change) }
    }

    @Test("Defaults and own values of a queue")
    func queues() throws {
        let defaults = try queueSettings { _ in }
        #expect(defaults.limits.connections == 8 && !defaults.waitsWhenIdle)
        let own = try queueSettings {
            $0.connections_per_host = 3
            $0.flags = CODELAB_QUEUE_STAY
            $0.requests_per_second = CODELAB_UNLIMITED
        }
        #expect(own.limits.connections == 3 && own.waitsWhenIdle)
    }

    private func queueSettings(_ change: (inout codelab_queue_options) -> Void) throws -> QueueSettings {
        var options = codelab_queue_options()
        options.struct_size = UInt32(MemoryLayout<codelab_queue_options>.size)
        change(&options)
        var record = codelab_error()
        return try withUnsafeMutablePointer(to: &record) { try QueueSettings(&options, Report($0)) }
    }
}

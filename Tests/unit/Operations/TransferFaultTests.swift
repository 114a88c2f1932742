import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

/// What a fault means for a call, by whether its request was sent.
private struct FaultCase: Sendable, CustomTestStringConvertible {
    let fault: TransferFault
    let testDescription: String
    let sentStatus: String
    let unsentStatus: String
    /// Whether an idempotent request is sent again.
    let isRepeated: Bool
    /// Whether a request that was not sent is sent again.
    let isRepeatedUnsent: Bool
    let message: String

    init(
        _ fault: TransferFault, _ name: String, _ sentStatus: String, unsent: String? = nil, isRepeated: Bool = false,
        isRepeatedUnsent: Bool? = nil, _ message: String = "the transport failed"
    ) {
        self.fault = fault
        testDescription = name
        self.sentStatus = "CODELAB_E_" + sentStatus
        unsentStatus = "CODELAB_E_" + (unsent ?? sentStatus)
        self.isRepeated = isRepeated
        self.isRepeatedUnsent = isRepeatedUnsent ?? isRepeated
        self.message = message
    }

    static let all = [
        FaultCase(.resolve, "the host has no address", "RESOLVE", isRepeated: true),
        FaultCase(.connect, "no connection", "CONNECT", isRepeated: true),
        FaultCase(.tls, "no secure connection", "TLS"),
        FaultCase(.authorities, "no certificate authorities", "TLS", "the transport failed; see ca_file"),
        FaultCase(.timeout, "no response in time", "DEADLINE", unsent: "CONNECT", isRepeatedUnsent: true),
        FaultCase(.connectionLost, "the connection broke", "TRANSPORT", isRepeated: true),
        FaultCase(
            .truncated, "the response is incomplete", "TRANSPORT", isRepeated: true,
            "the connection was closed before the response was complete"),
        FaultCase(.malformed, "the response is not HTTP", "PROTOCOL"),
        FaultCase(
            .trailingData, "the compressed body goes on after its end", "PROTOCOL",
            "the compressed response has data after its end, which libcurl cannot read"),
        FaultCase(.bodyTooLarge, "the body is too large", "PROTOCOL", "the response is larger than 16 MiB"),
        FaultCase(
            .headTooLarge, "the headers are too large", "PROTOCOL",
            "the response headers exceed 256 KiB, or one header exceeds 100 KiB"),
        FaultCase(
            .ambiguousLength, "two lengths", "PROTOCOL",
            "the response states contradictory lengths; check for a faulty proxy"),
        FaultCase(.misuse, "libcurl lacks something", "INTERNAL"),
    ]
}

@Suite("A transfer fault has its status, and is retried only where that does no harm")
struct TransferFaultTests {
    private let transport = FakeTransport()

    private func client() throws -> TestClient { try TestClient { $0.max_attempts = 3 } }

    private var noInstances: Reply { .noInstances }

    @Test("An idempotent request that was sent", arguments: FaultCase.all)
    private func idempotentAndSent(_ each: FaultCase) throws {
        let call = try client().call(CODELAB_OPERATION_START, id: "a")
        _ = try transport.drive(call) { _ in .failed(each.fault, timesSent: 1) }
        #expect(transport.status == each.sentStatus)
        #expect(transport.sent.count == (each.isRepeated ? 3 : 1))
        #expect(transport.attempts == (each.isRepeated ? 3 : 1))
        #expect(transport.isRetryable == (each.isRepeated || each.fault == .timeout))
        #expect(transport.message == "starting the instance failed: \(each.message)")
        #expect(transport.record.pointee.curl_code == 56)
    }

    @Test("An idempotent request that was not sent", arguments: FaultCase.all)
    private func idempotentAndUnsent(_ each: FaultCase) throws {
        let call = try client().call(CODELAB_OPERATION_START, id: "a")
        _ = try transport.drive(call) { _ in .failed(each.fault) }
        #expect(transport.status == each.unsentStatus)
        #expect(transport.sent.count == (each.isRepeatedUnsent ? 3 : 1))
        #expect(transport.attempts == (each.isRepeatedUnsent ? 3 : 1))
        #expect(transport.isRetryable == each.isRepeatedUnsent)
    }

    @Test("open, not sent: as any other request", arguments: FaultCase.all)
    private func openAndUnsent(_ each: FaultCase) throws {
        let call = try client().call(CODELAB_OPERATION_OPEN)
        _ = try transport.drive(call) { _ in .failed(each.fault) }
        #expect(transport.status == each.unsentStatus)
        #expect(transport.sent.count == (each.isRepeatedUnsent ? 3 : 1))
        #expect(transport.paths.allSatisfy { $0 == "POST /notebooks/open" })
        #expect(transport.isRetryable == each.isRepeatedUnsent)
        #expect(transport.message == "opening the instance failed: \(each.message)")
    }

    @Test("open, sent: not repeated, and the list decides", arguments: FaultCase.all)
    private func openAndSent(_ each: FaultCase) throws {
        let call = try client().call(CODELAB_OPERATION_OPEN)
        _ = try transport.drive(call, [.failed(each.fault, timesSent: 1), .noInstances])
        #expect(transport.status == each.sentStatus)
        #expect(
            transport.paths == ["POST /notebooks/open", "GET /notebooks?feature=DEFAULT&limit=10&offset=0"])
        #expect(transport.attempts == 2 && !transport.isRetryable)
        #expect(transport.message.contains(each.message.prefix { $0 != ";" }))
        #expect(
            transport.message.hasSuffix("; the service may have carried it out nevertheless: list the instances"))
    }

    @Test("Lack of memory is reported, whether or not a request was sent", arguments: [0, 1])
    func outOfMemory(timesSent: Int) throws {
        let call = try client().call(CODELAB_OPERATION_START, id: "a")
        _ = try transport.drive(call) { _ in .failed(.outOfMemory, timesSent: timesSent) }
        #expect(transport.status == "CODELAB_E_NO_MEMORY" && transport.attempts == 1)
        #expect(transport.sent.count == 1 && !transport.isRetryable)
    }

    @Test("A failure that a proxy may have caused names the proxy's option")
    func behindProxy() throws {
        let call = try client().call(CODELAB_OPERATION_START, id: "a")
        _ = try transport.drive(call) { _ in .failed(.tls).with { $0.isBehindProxy = true } }
        #expect(
            transport.message
                == "starting the instance failed: the transport failed; a proxy is used: see https_proxy")
    }

    @Test("A lost response keeps the status that had come with it")
    func statusOfLostResponse() throws {
        let call = try TestClient { $0.max_attempts = 1 }.call(CODELAB_OPERATION_START, id: "a")
        _ = try transport.drive(call, [.failed(.truncated, timesSent: 1).with { $0.httpStatus = 202 }])
        #expect(transport.status == "CODELAB_E_TRANSPORT" && transport.record.pointee.http_status == 202)
    }

    @Test(
        "A short body is a lost connection if the connection ended it, and otherwise a protocol error",
        arguments: [
            (#"{"id":"a","#, true, "CODELAB_E_TRANSPORT", 3), (#"{"id":"a","#, false, "CODELAB_E_PROTOCOL", 1),
            ("", true, "CODELAB_E_TRANSPORT", 3), ("[]", true, "CODELAB_E_PROTOCOL", 1),
        ] as [(String, Bool, String, Int)])
    func truncatedBody(body: String, endsWithConnection: Bool, status: String, requests: Int) throws {
        let call = try client().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call) { _ in
            .response(200, body).with { $0.endsWithConnection = endsWithConnection }
        }
        #expect(transport.status == status && transport.sent.count == requests)
    }

    @Test("An open whose response was cut off is not repeated: the instance is looked for")
    func truncatedOpen() throws {
        let call = try client().call(CODELAB_OPERATION_OPEN)
        _ = try transport.drive(
            call,
            [
                .response(201, #"{"id":"a","#).with { $0.endsWithConnection = true },
                .response(200, Body.page(["a"], total: 1)), .instance,
            ])
        #expect(call.isOK && transport.sent.count == 3)
    }
}

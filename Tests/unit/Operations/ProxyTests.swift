import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("A proxy that refuses is reported as such, and a wrong password is not sent again")
struct ProxyTests {
    private let transport = FakeTransport()

    private func client() throws -> TestClient { try TestClient { $0.max_attempts = 3 } }

    private func refusal(_ httpStatus: Int32) -> Reply {
        .failed(.connectionLost).with { $0.proxyStatus = httpStatus }
    }

    @Test(
        "Refused connections: 5xx, 408 and 429 are retried, others are not",
        arguments: [
            (403, 1), (404, 1), (408, 3), (429, 3), (500, 3), (503, 3),
        ] as [(Int32, Int)])
    func connections(httpStatus: Int32, requests: Int) throws {
        let call = try client().call(CODELAB_OPERATION_OPEN)
        _ = try transport.drive(call) { _ in refusal(httpStatus) }
        #expect(transport.status == "CODELAB_E_CONNECT" && transport.record.pointee.http_status == httpStatus)
        #expect(transport.sent.count == requests && transport.attempts == requests)
        #expect(transport.isRetryable == (requests > 1))
        #expect(
            transport.message.hasPrefix(
                "opening the instance failed: the proxy (see https_proxy) refused the connection, HTTP \(httpStatus); ")
        )
    }

    @Test(
        "Refused users: 407 of a connection, 407 of a response, and a SOCKS proxy",
        arguments: [
            (.failed(.connectionLost).with { $0.proxyStatus = 407 }, 407), (.error(407), 407),
            (.failed(.connect).with { $0.isRefusedBySOCKS = true }, 0),
        ] as [(Reply, Int32)])
    func users(reply: Reply, httpStatus: Int32) throws {
        let client = try client()
        let call = try client.call(CODELAB_OPERATION_OPEN)
        _ = try transport.drive(call, [reply])
        #expect(transport.status == "CODELAB_E_CONNECT" && !transport.isRetryable && transport.attempts == 1)
        #expect(transport.record.pointee.http_status == httpStatus)
        let message = transport.message
        #expect(message.contains("the proxy (see https_proxy) refused its user or password"))
        #expect(message.hasSuffix("; correct them; the client sends no request for a minute"))

        // Held for a minute: the same failure, and nothing is sent.
        for isOver in [false, true] {
            let again = try client.call(CODELAB_OPERATION_SHOW, id: "a")
            _ = try transport.drive(again, isOver ? [.instance] : [])
            #expect(again.isOK == isOver)
            if !isOver { #expect(transport.message == message && transport.attempts == 0) }
            transport.pass(60_000)
        }
    }

    @Test("A proxy that refuses a request to IAM holds the client as well")
    func signIn() throws {
        let client = try TestClient.password()
        let call = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [refusal(407)])
        #expect(transport.status == "CODELAB_E_CONNECT" && transport.attempts == 1)
        #expect(transport.message.hasPrefix("fetching a token from IAM failed: the proxy"))
        let again = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(again, [])
        #expect(transport.status == "CODELAB_E_CONNECT" && transport.attempts == 0)
        transport.pass(60_000)
        let later = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(later, [refusal(503), .token(), .instance])
        #expect(later.isOK)
    }
}

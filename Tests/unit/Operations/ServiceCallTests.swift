import CCodelab
import Engine
import Foundation
import Platform
import Service
import Testing

@testable import Operations

/// A call, with the request that it must make.
private struct CallCase: Sendable, CustomTestStringConvertible {
    let operation: UInt32
    let request: String
    let body: String
    let reply: String
    var testDescription: String { request }

    init(_ operation: codelab_operation, _ request: String, _ body: String = "", reply: String = Body.instance()) {
        self.operation = operation.rawValue
        self.request = request
        self.body = body
        self.reply = reply
    }
}

@Suite("A call is sent, repeated and completed as its table line says")
struct ServiceCallTests {
    @Test("open is one POST with the token to the URL of the project")
    func open() throws {
        let transport = FakeTransport()
        let call = try TestClient().call(CODELAB_OPERATION_OPEN)
        let stop = try transport.drive(call, [.response(201, Body.instance())])
        #expect(stop == .finished && transport.status == "CODELAB_OK")
        let sent = try #require(transport.sent.first)
        #expect(sent.method == "POST")
        #expect(sent.url == "https://service.example/v1/project-1/notebooks/open")
        #expect(sent.origin == "https://service.example")
        #expect(sent.body == "{}")
        #expect(sent.header("X-Auth-Token") == "TOKEN")
        #expect(sent.header("X-Language") == "en-us")
        #expect(call.instanceID() == "a")
        #expect(!call.hasResult())
    }

    @Test(
        "Each call has its method, its path and its body",
        arguments: [
            CallCase(CODELAB_OPERATION_OPEN, "POST /notebooks/open", "{}"),
            CallCase(CODELAB_OPERATION_SHOW, "GET /notebooks/a"),
            CallCase(CODELAB_OPERATION_START, "POST /notebooks/a/start", "{}"),
            CallCase(CODELAB_OPERATION_STOP, "POST /notebooks/a/stop", "{}"),
            CallCase(CODELAB_OPERATION_DELETE, "DELETE /notebooks/a"),
            CallCase(CODELAB_OPERATION_SHOW_LEASE, "GET /notebooks/a/lease", reply: Body.lease()),
            CallCase(CODELAB_OPERATION_RENEW_LEASE, "PATCH /notebooks/a/lease", "{}", reply: Body.lease()),
            CallCase(CODELAB_OPERATION_SHOW_IMAGE, "GET /images/a", reply: #"{"id":"a"}"#),
        ])
    private func requests(_ each: CallCase) throws {
        let transport = FakeTransport()
        let operation = codelab_operation(each.operation)
        let id = operation == CODELAB_OPERATION_OPEN ? nil : "a"
        let call = try TestClient().call(operation, id: id)
        _ = try transport.drive(call, [.response(200, each.reply)])
        #expect(call.isOK && transport.attempts == 1)
        #expect(transport.paths == [each.request])
        #expect(transport.sent.first?.body == each.body)
        // The result, which was not taken, is freed with the call.
    }

    @Test("A change has its values as the body, a start its lease as the query")
    func arguments() throws {
        let transport = FakeTransport()
        let client = try TestClient()
        let name = strdup("n")
        defer { free(name) }
        var update = codelab_update_request()
        update.struct_size = UInt32(MemoryLayout<codelab_update_request>.size)
        update.name = UnsafePointer(name)
        _ = try transport.drive(
            client.call(CODELAB_OPERATION_UPDATE, id: "a", request: &update), [.instance])
        var lease = codelab_lease_request()
        lease.struct_size = UInt32(MemoryLayout<codelab_lease_request>.size)
        lease.duration_ms = 3_600_000
        _ = try transport.drive(
            client.call(CODELAB_OPERATION_START, id: "a", request: &lease), [.instance])
        #expect(transport.paths.first == "PUT /notebooks/a")
        #expect(transport.sent.first?.body == #"{"name":"n"}"#)
        #expect(transport.paths.last?.hasPrefix("POST /notebooks/a/start?duration=3600000") == true)
    }

    @Test("A call with wrong arguments is not made")
    func wrongArguments() throws {
        let client = try TestClient()
        #expect(throws: Failure.self) { _ = try client.call(CODELAB_OPERATION_SHOW) }
        #expect(throws: Failure.self) { _ = try client.call(CODELAB_OPERATION_SHOW, id: "a/b") }
        #expect(throws: Failure.self) { _ = try client.call(CODELAB_OPERATION_SHOW_IMAGE, id: "") }
        #expect(throws: Failure.self) { _ = try client.call(CODELAB_OPERATION_UPDATE, id: "a") }
    }

    @Test("Only a delete succeeds without a body, and then without a result")
    func emptyBody() throws {
        let transport = FakeTransport()
        let client = try TestClient()
        let delete = try client.call(CODELAB_OPERATION_DELETE, id: "a")
        _ = try transport.drive(delete, [.response(204)])
        #expect(delete.isOK)
        #expect(!delete.hasResult())
        let show = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(show, [.response(204)])
        #expect(transport.status == "CODELAB_E_PROTOCOL" && !transport.isRetryable)
        #expect(transport.message == "the response has no body, expected an instance")
    }

    @Test(
        "A response that is not about the instance fails the call, and is not retried",
        arguments: [
            (CODELAB_OPERATION_SHOW.rawValue, Body.instance("b"), "asked for a, but the response is about b"),
            (CODELAB_OPERATION_OPEN.rawValue, #"{"status":"CREATING"}"#, "list the instances"),
            (CODELAB_OPERATION_SHOW.rawValue, "<html>", "the response"),
            (CODELAB_OPERATION_SHOW.rawValue, #"{"id":"a","status""#, "the response is not valid as a notebook"),
        ] as [(UInt32, String, String)])
    func wrongResponse(operation: UInt32, body: String, message: String) throws {
        let transport = FakeTransport()
        let operation = codelab_operation(operation)
        let call = try TestClient().call(operation, id: operation == CODELAB_OPERATION_OPEN ? nil : "a")
        _ = try transport.drive(call, [.response(200, body)])
        #expect(transport.status == "CODELAB_E_PROTOCOL" && !transport.isRetryable)
        #expect(transport.message.contains(message), "\(transport.message)")
        #expect(transport.record.pointee.http_status == 200 && transport.attempts == 1)
        #expect(!call.hasResult())
    }

    @Test("Ids are compared without case, and an id may be absent from a change")
    func ids() throws {
        let transport = FakeTransport()
        let client = try TestClient()
        let show = try client.call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(show, [.response(200, Body.instance("A"))])
        #expect(show.isOK)
        let partial = try client.call(CODELAB_OPERATION_STOP, id: "a")
        _ = try transport.drive(partial, [.response(200, #"{"name":"n"}"#)])
        #expect(partial.isOK)
    }

    @Test("An error_code in a successful response is an error of the service")
    func errorInSuccess() throws {
        let transport = FakeTransport()
        let call = try TestClient().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(call, [.error(200, "ModelArts.6309")])
        #expect(transport.status == "CODELAB_E_NOT_FOUND" && transport.serviceCode == "ModelArts.6309")
    }

    @Test("A call that runs out of memory is finished")
    func outOfMemory() throws {
        let transport = FakeTransport()
        let call = try TestClient().call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.send(call)
        call.pointer.pointee.runOutOfMemory(transport.record)
        #expect(transport.status == "CODELAB_E_NO_MEMORY")
        #expect(transport.next(call) == .finished)
    }
}

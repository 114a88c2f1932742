import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

private let instance = #"{"id":"a","status":"CREATING"}"#

@Suite("A call is sent, repeated and settled as its table line says")
struct ServiceCallTests {
    @Test("open is one POST with the token to the URL of the project")
    func open() throws {
        let transport = FakeTransport()
        let call = try TestClient().call(CODELAB_OPERATION_OPEN)
        let stop = try transport.drive(call.pointer) { _ in .response(201, instance) }
        #expect(stop == .finished && transport.status == "CODELAB_OK")
        #expect(transport.sent.count == 1)
        let sent = try #require(transport.sent.first)
        #expect(sent.method == "POST")
        #expect(sent.url == "https://service.example/v1/project-1/notebooks/open")
        #expect(sent.body == "{}")
        #expect(sent.headers.contains("X-Auth-Token: TOKEN"))
        let hasResult = call.withResult(as: codelab_instance.self) {
            #expect($0.id.map { String(cString: $0) } == "a")
        }
        #expect(hasResult)
    }
}

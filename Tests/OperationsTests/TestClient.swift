import CCodelab
import Foundation
import Platform
import Service
import Testing

@testable import Operations

/// A client for tests, which never sends anything itself.
final class TestClient {
    let pointer: UnsafeMutablePointer<Client>

    /// - Parameters:
    ///   - texts: options by name; without any credential the client has a token.
    ///   - change: for the other options.
    init(
        _ texts: [WritableKeyPath<codelab_client_options, UnsafePointer<CChar>?>: String] = [:],
        _ change: (inout codelab_client_options) -> Void = { _ in }
    ) throws {
        var options = codelab_client_options()
        options.struct_size = UInt32(MemoryLayout<codelab_client_options>.size)
        options.flags = UInt32(CODELAB_CLIENT_NO_ENVIRONMENT)
        options.trace_fd = -1
        var given = texts
        if given[\.endpoint] == nil, given[\.region] == nil { given[\.endpoint] = "https://service.example" }
        if given[\.token] == nil, given[\.access_key] == nil, given[\.user_name] == nil {
            given[\.token] = "TOKEN"
            given[\.project_id] = given[\.project_id] ?? "project-1"
        }
        let copies = given.map { ($0.key, strdup($0.value)) }
        defer { for (_, copy) in copies { free(copy) } }
        for (member, copy) in copies { options[keyPath: member] = UnsafePointer(copy) }
        change(&options)
        var record = codelab_error()
        pointer = try withUnsafeMutablePointer(to: &record) { try Client.make(&options, Report($0)) }
    }

    deinit { Client.release(pointer) }

    /// A call of the header. The operation is freed with ``Held``.
    func call(
        _ operation: codelab_operation, id: String? = nil, request: UnsafeRawPointer? = nil, deadlineMs: Int64 = .max
    ) throws -> Held<ServiceCall> {
        var record = codelab_error()
        return try withUnsafeMutablePointer(to: &record) { record in
            let text = id.map { strdup($0) } ?? nil
            defer { free(text) }
            return Held(
                try allocate(
                    ServiceCall.make(
                        pointer, CallArguments(operation, id: UnsafePointer(text), request: request),
                        deadlineMs: deadlineMs, Report(record))))
        }
    }
}

/// Owns an operation of a test.
final class Held<Value: ~Copyable> {
    let pointer: UnsafeMutablePointer<Value>
    init(_ pointer: UnsafeMutablePointer<Value>) { self.pointer = pointer }
    deinit { destroy(pointer) }
}

extension Held where Value == ServiceCall {
    /// Runs `body` with the result of the call, which is freed after. Returns false if there is none.
    func withResult<Result>(as: Result.Type, _ body: (Result) -> Void) -> Bool {
        guard let result = pointer.pointee.takeResult() else { return false }
        body(result.assumingMemoryBound(to: Result.self).pointee)
        freeResponse(result)
        return true
    }
}

import CCodelab
import Foundation
import Platform
import Service
import Testing

@testable import Operations

/// A client for tests, which never sends anything itself.
final class TestClient {
    let pointer: UnsafeMutablePointer<Client>

    typealias Texts = [WritableKeyPath<codelab_client_options, UnsafePointer<CChar>?>: String]

    /// - Parameters:
    ///   - texts: options by name; without any credential the client has a token.
    ///   - hasEndpoint: whether the client knows the service's address if `texts` names none.
    ///   - change: for the other options.
    init(
        _ texts: Texts = [:], hasEndpoint: Bool = true,
        _ change: (inout codelab_client_options) -> Void = { _ in }
    ) throws {
        pointer = try Self.withOptions(texts, hasEndpoint: hasEndpoint, change) { options, record in
            try Client.make(options, Report(record))
        }
    }

    /// The message with which options are refused; `nil` if they are accepted.
    static func refusal(
        _ texts: Texts = [:], _ change: (inout codelab_client_options) -> Void = { _ in }
    ) -> String? {
        withOptions(texts, hasEndpoint: true, change) { options, record in
            do {
                Client.release(try Client.make(options, Report(record)))
                return nil
            } catch {
                return withUnsafeBytes(of: &record.pointee.message) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
            }
        }
    }

    private static func withOptions<Result>(
        _ texts: Texts, hasEndpoint: Bool, _ change: (inout codelab_client_options) -> Void,
        _ body: (UnsafePointer<codelab_client_options>, UnsafeMutablePointer<codelab_error>) throws -> Result
    ) rethrows -> Result {
        var options = codelab_client_options()
        options.struct_size = UInt32(MemoryLayout<codelab_client_options>.size)
        options.flags = UInt32(CODELAB_CLIENT_NO_ENVIRONMENT)
        options.trace_fd = -1
        var given = texts
        if hasEndpoint, given[\.endpoint] == nil, given[\.region] == nil {
            given[\.endpoint] = "https://service.example"
        }
        if given[\.token] == nil, given[\.access_key] == nil, given[\.user_name] == nil {
            given[\.token] = "TOKEN"
            given[\.project_id] = given[\.project_id] ?? "project-1"
        }
        let copies = given.map { ($0.key, strdup($0.value)) }
        defer { for (_, copy) in copies { free(copy) } }
        for (member, copy) in copies { options[keyPath: member] = UnsafePointer(copy) }
        change(&options)
        var record = codelab_error()
        return try withUnsafeMutablePointer(to: &record) { try body(&options, $0) }
    }

    deinit { Client.release(pointer) }

    /// A client with user and password.
    static func password(
        _ texts: Texts = [:], hasEndpoint: Bool = true, _ change: (inout codelab_client_options) -> Void = { _ in }
    ) throws -> TestClient {
        let all: Texts = [
            \.user_name: "user", \.password: "PASSWORD", \.domain_name: "domain", \.project_name: "eu-de",
            \.iam_endpoint: "https://iam.example",
        ]
        return try TestClient(all.merging(texts) { $1 }, hasEndpoint: hasEndpoint, change)
    }

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

extension TestClient {
    /// A watch whose delays are 1, 2, 4, 4, … seconds.
    func watch(
        _ id: String = "a", until: codelab_until = CODELAB_UNTIL_READY,
        _ change: (inout codelab_watch_options) -> Void = { _ in }
    ) throws -> Held<Watch> {
        try withSchedule(until, change) { schedule, report in
            try Held(withBytes(id) { try Watch.make(pointer, id: $0, schedule, report) })
        }
    }

    /// A watch of an instance that the caller has, as the service describes it in `body`.
    func watch(
        seen body: String, until: codelab_until = CODELAB_UNTIL_READY, _ transport: FakeTransport
    ) throws -> Held<Watch> {
        let show = try call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(show, [.response(200, body)])
        guard let result = show.pointer.pointee.takeResult() else { throw NoInstance() }
        defer { freeResponse(result) }
        let instance = UnsafePointer(result.assumingMemoryBound(to: codelab_instance.self))
        return try withSchedule(until) { schedule, report in
            try Held(
                withBytes("a") {
                    try Watch.make(pointer, instance, id: $0, schedule, nowMs: transport.nowMs, report)
                })
        }
    }

    struct NoInstance: Error {}

    /// A watch that switches the instance "a".
    ///
    /// - Parameter flags: by default neither checks nor restores.
    func switching(
        flavor: String? = nil, imageID: String? = nil, durationMs: Int64 = 0,
        flags: UInt32 = CODELAB_SWITCH_UNCHECKED | CODELAB_SWITCH_STAY_STOPPED,
        until: codelab_until = CODELAB_UNTIL_READY
    ) throws -> Held<Watch> {
        try withSchedule(until) { schedule, report in
            let copies = [flavor, imageID].map { $0.map { strdup($0) } ?? nil }
            defer { copies.forEach { free($0) } }
            var request = codelab_switch_request()
            request.struct_size = UInt32(MemoryLayout<codelab_switch_request>.size)
            request.flavor = UnsafePointer(copies[0])
            request.image_id = UnsafePointer(copies[1])
            request.duration_ms = durationMs
            request.flags = flags
            return try Held(
                withBytes("a") { try Watch.makeSwitch(pointer, id: $0, &request, schedule, report) })
        }
    }

    /// A watch that opens its instance.
    func opening(
        flags: UInt32 = 0, imageID: String? = nil, until: codelab_until = CODELAB_UNTIL_READY
    ) throws -> Held<Watch> {
        try withSchedule(until) { schedule, report in
            let copy = imageID.map { strdup($0) } ?? nil
            defer { free(copy) }
            var request = codelab_open_request()
            request.struct_size = UInt32(MemoryLayout<codelab_open_request>.size)
            request.flags = flags
            request.image_id = UnsafePointer(copy)
            return try Held(Watch.makeOpen(pointer, &request, schedule, report))
        }
    }

    private func withSchedule<Result>(
        _ until: codelab_until, _ change: (inout codelab_watch_options) -> Void = { _ in },
        _ body: (PollSchedule, Report) throws -> Result
    ) throws -> Result {
        var options = codelab_watch_options()
        options.struct_size = UInt32(MemoryLayout<codelab_watch_options>.size)
        options.first_delay_ms = 1000
        options.growth_percent = 200
        options.ceiling_ms = 4000
        options.jitter_percent = -1
        options.until = Int32(bitPattern: until.rawValue)
        change(&options)
        var record = codelab_error()
        return try withUnsafeMutablePointer(to: &record) { record in
            try body(try PollSchedule(&options, Report(record)), Report(record))
        }
    }

    /// A pager of the instances, ten at once.
    func pager() throws -> Held<Pager> {
        var filter = codelab_instance_filter()
        filter.struct_size = UInt32(MemoryLayout<codelab_instance_filter>.size)
        filter.page_size = 10
        var record = codelab_error()
        return try withUnsafeMutablePointer(to: &record) {
            Held(try Pager.instances(pointer, &filter, Report($0)))
        }
    }
}

/// A view of a Swift string's bytes, for as long as `body` runs.
func withBytes<Result>(_ text: String, _ body: (Bytes) throws -> Result) rethrows -> Result {
    var text = text
    return try text.withUTF8 { buffer in
        guard let start = buffer.baseAddress else { return try body(.none) }
        return try body(Bytes(start, count: buffer.count))
    }
}

/// Owns an operation of a test.
final class Held<Value: ~Copyable> {
    let pointer: UnsafeMutablePointer<Value>
    init(_ pointer: UnsafeMutablePointer<Value>) { self.pointer = pointer }
    deinit { destroy(pointer) }
}

extension Held where Value == Watch {
    var status: String { String(cString: statusName(pointer.pointee.status).cString) }
}

extension Held where Value == ServiceCall {
    var status: String { String(cString: statusName(pointer.pointee.status).cString) }
    var isOK: Bool { pointer.pointee.status == 0 }

    /// Runs `body` with the result of the call, which is freed after. Returns false if there is none.
    func withResult<Result>(as: Result.Type, _ body: (Result) -> Void) -> Bool {
        guard let result = pointer.pointee.takeResult() else { return false }
        body(result.assumingMemoryBound(to: Result.self).pointee)
        freeResponse(result)
        return true
    }

    /// Returns true if the call has a result, which is freed.
    func hasResult() -> Bool { withResult(as: UInt8.self) { _ in } }

    /// The id of the instance that the call has as its result.
    func instanceID() -> String? {
        var id: String?
        _ = withResult(as: codelab_instance.self) { id = $0.id.map { String(cString: $0) } }
        return id
    }
}

extension FakeTransport {
    /// Runs a watch as `codelab_watch_next()` does. Returns its status, and the status of the instance that it returns.
    func nextChange(
        _ watch: Held<Watch>, deadlineMs: Int64 = .max, _ replies: [Reply]
    ) throws -> (status: String, instance: String?) {
        watch.pointer.pointee.begin(deadlineMs: deadlineMs)
        _ = try drive(watch, deadlineMs: deadlineMs, replies)
        var text: String?
        if let instance = watch.pointer.pointee.takeInstance() {
            text = instance.pointee.status_text.map { String(cString: $0) }
            freeResponse(instance)
        }
        return (watch.status, text)
    }

    /// Runs a watch until it ends or fails. Returns the statuses of the instances that it returned, and its own.
    func run(_ watch: Held<Watch>, _ replies: [Reply]) throws -> (changes: [String], end: String) {
        var rest = replies[...]
        var changes: [String] = []
        for _ in 0..<100 {
            watch.pointer.pointee.begin(deadlineMs: .max)
            _ = try drive(watch) { _ in rest.popFirst() ?? .failed(.misuse) }
            if let instance = watch.pointer.pointee.takeInstance() {
                changes.append(instance.pointee.status_text.map { String(cString: $0) } ?? "")
                freeResponse(instance)
            }
            if watch.status != "CODELAB_OK" { break }
        }
        #expect(rest.isEmpty)
        return (changes, watch.status)
    }

    /// Runs a pager as `codelab_pager_next()` does. Returns its status, and the ids of the instances of the page.
    func nextPage(
        _ pager: Held<Pager>, deadlineMs: Int64 = .max, _ replies: [Reply]
    ) throws -> (status: String, ids: [String]?) {
        pager.pointer.pointee.begin(deadlineMs: deadlineMs)
        _ = try drive(pager, deadlineMs: deadlineMs, replies)
        let (status, page) = pager.pointer.pointee.takePage(record)
        var ids: [String]?
        if let page {
            ids = (0..<pageElementCount(page)).map { index in
                elementID(page, at: index).map { String(cString: $0) } ?? ""
            }
            freeResponse(page)
        }
        return (String(cString: statusName(status).cString), ids)
    }
}

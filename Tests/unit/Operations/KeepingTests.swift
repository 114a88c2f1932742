import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

/// An instance whose lease ends by the service's clock, unless it is renewed.
final class LeasedInstance {
    private let transport: FakeTransport
    private let leaseMs: Int64
    private let createdMs: Int64
    private var endMs: Int64
    private(set) var renewals = 0
    var status = "RUNNING"
    /// More members of the lease.
    var leaseMembers = #","enable":true"#

    /// - Parameter leftMs: of the first lease.
    init(_ transport: FakeTransport, leaseMs: Int64 = 60_000, leftMs: Int64? = nil) {
        self.transport = transport
        self.leaseMs = leaseMs
        createdMs = transport.wallMs
        endMs = transport.wallMs + (leftMs ?? leaseMs)
    }

    var body: String {
        if status == "RUNNING", transport.wallMs >= endMs { status = "STOPPED" }
        let lease = #""create_at":\#(createdMs),"duration":\#(endMs - createdMs)"#
        return Body.instance(
            "a", status,
            #","url":"https://u","lease":{\#(lease)\#(leaseMembers)},"current_time":\#(transport.wallMs)"#)
    }

    func reply(_ request: SentRequest) -> Reply {
        if request.method == "PATCH" {
            guard transport.wallMs < endMs, status == "RUNNING" else { return .error(400, "ModelArts.6349") }
            endMs = transport.wallMs + leaseMs
            renewals += 1
            return .response(200, #"{"create_at":\#(createdMs),"duration":\#(endMs - createdMs),"enable":true}"#)
        }
        return .response(200, body)
    }
}

extension TestClient {
    /// A watch that keeps the instance alive, which it has just read.
    func keeping(
        _ instance: LeasedInstance, _ transport: FakeTransport,
        _ change: (inout codelab_keep_options) -> Void = { _ in }
    ) throws -> Held<Watch> {
        let show = try call(CODELAB_OPERATION_SHOW, id: "a")
        _ = try transport.drive(show) {
            $0.origin == "https://iam.example" ? .token() : .response(200, instance.body)
        }
        guard let result = show.pointer.pointee.takeResult() else { throw NoInstance() }
        defer { freeResponse(result) }
        var options = codelab_keep_options()
        options.struct_size = UInt32(MemoryLayout<codelab_keep_options>.size)
        change(&options)
        var record = codelab_error()
        return try withUnsafeMutablePointer(to: &record) { record in
            try Held(
                withBytes("a") {
                    try Watch.makeKeep(
                        pointer, result.assumingMemoryBound(to: codelab_instance.self), id: $0, &options,
                        nowMs: transport.nowMs, Report(record))
                })
        }
    }
}

@Suite("A watch keeps an instance alive")
struct KeepingTests {
    private let transport = FakeTransport()

    /// The next event, with the status of its instance.
    private func next(
        _ watch: Held<Watch>, deadlineMs: Int64 = .max, _ reply: (SentRequest) throws -> Reply
    ) throws -> String {
        watch.pointer.pointee.begin(deadlineMs: deadlineMs)
        _ = try transport.drive(watch, deadlineMs: deadlineMs, reply)
        guard let instance = watch.pointer.pointee.takeInstance() else { return watch.status }
        defer { freeResponse(instance) }
        return instance.pointee.status_text.map { String(cString: $0) } ?? ""
    }

    // MARK: - An hour

    /// Something that goes wrong in the course of an hour.
    enum Trouble: String, CaseIterable, Sendable {
        case nothing
        case everyThirdIsThrottled
        case everySecondIsUnavailable
        case everyRenewalFailsOnce
        case everyThirdIsLost
        case theTokenExpires
        case theProcessIsSuspended
        case theMachineIsSuspended
        case theClockIsWrong
    }

    @Test("For an hour of leases of a minute, without a gap", arguments: Trouble.allCases)
    func anHour(_ trouble: Trouble) throws {
        if trouble == .theClockIsWrong { transport.wallMs += 86_400_000 }
        let instance = LeasedInstance(transport)
        let client = try TestClient.password {
            $0.retry_delay_ms = 100
            $0.retry_delay_max_ms = 1000
        }
        let watch = try client.keeping(instance, transport) { $0.total_ms = 3_600_000 }
        var count = 0
        var hasFailed = false
        var events = 0
        while true {
            let event = try next(watch) { request in
                if request.origin == "https://iam.example" { return .token("TOKEN-\(count)") }
                count += 1
                switch trouble {
                case .everyThirdIsThrottled where count % 3 == 0:
                    return .error(429, "APIGW.0308", headers: ["Retry-After": "3"])
                case .everySecondIsUnavailable where count % 2 == 0: return .error(503)
                case .everyRenewalFailsOnce where request.method == "PATCH":
                    hasFailed.toggle()
                    if hasFailed { return .error(500) }
                case .everyThirdIsLost where count % 3 == 0: return .failed(.connectionLost, timesSent: 1)
                case .theTokenExpires where count % 7 == 0: return .error(401, "APIGW.0307", "token expires")
                default: break
                }
                return instance.reply(request)
            }
            guard event == "RUNNING" else {
                #expect(event == "CODELAB_DONE", "\(transport.message)")
                break
            }
            events += 1
            // Shorter than the third of a lease that is left when it is renewed.
            if trouble == .theProcessIsSuspended { transport.pass(15_000) }
            if trouble == .theMachineIsSuspended, events % 2 == 0 { transport.wallMs += 15_000 }
        }
        // The hour may end between the last renewal and the event.
        #expect(events == instance.renewals || events == instance.renewals - 1)
        #expect(instance.renewals >= 3_600_000 / 60_000)
        #expect(instance.renewals < 3_600_000 / 20_000)
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_ENDED)
    }

    @Test("A lease of an hour is renewed ten minutes before its end, and the instance is read each minute")
    func schedule() throws {
        let instance = LeasedInstance(transport, leaseMs: 3_600_000)
        let watch = try TestClient().keeping(instance, transport)
        let startMs = transport.nowMs
        #expect(try next(watch, instance.reply) == "RUNNING")
        let renewal = try #require(transport.sent.first { $0.method == "PATCH" })
        #expect(renewal.atMs - startMs == 3_000_000)
        #expect(renewal.path.hasSuffix("/notebooks/a/lease"))
        #expect(renewal.body == "{}")
        let polls = transport.sent.filter { $0.method == "GET" && $0.atMs > startMs && $0.atMs < renewal.atMs }
        #expect(polls.count == 49)
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_KEEPING)
    }

    @Test("A lease that has little time left is renewed at once")
    func little() throws {
        let instance = LeasedInstance(transport, leaseMs: 3_600_000, leftMs: 599_000)
        let watch = try TestClient().keeping(instance, transport) { $0.duration_ms = 7_200_000 }
        let startMs = transport.nowMs
        #expect(try next(watch, instance.reply) == "RUNNING")
        #expect(transport.sent.dropFirst().map(\.method) == ["PATCH", "GET"])
        #expect(transport.sent[1].atMs == startMs)
        #expect(transport.sent[1].body == #"{"duration":7200000}"#)
    }

    @Test("An unlimited lease is not renewed", arguments: [#","enable":false"#, #","enable":true,"duration":-1"#])
    func unlimited(_ members: String) throws {
        let instance = LeasedInstance(transport)
        instance.leaseMembers = members
        let watch = try TestClient().keeping(instance, transport) { $0.total_ms = 30_000 }
        #expect(try next(watch, instance.reply) == "CODELAB_DONE")
        #expect(instance.renewals == 0)
    }

    @Test("Clocks of the service that differ do not make it renew all the time")
    func differingClocks() throws {
        let watch = try TestClient().keeping(LeasedInstance(transport), transport) { $0.total_ms = 3_600_000 * 3 }
        // By the clock of the instance, each lease has already ended.
        let late = Body.ready(
            #","lease":{"create_at":1,"duration":5,"enable":true},"current_time":\#(transport.wallMs)"#)
        var renewals = 0
        while try next(
            watch, { $0.method == "PATCH" ? .response(200, Body.lease()) : .response(200, late) }) == "RUNNING"
        { renewals += 1 }
        #expect((3...5).contains(renewals))
    }

    // MARK: - Its end

    @Test(
        "It ends with the instance", arguments: ["STOPPING", "STOPPED", "DELETING", "DELETED", "ERROR", "FROZEN"])
    func instanceEnds(_ status: String) throws {
        let instance = LeasedInstance(transport)
        let watch = try TestClient().keeping(instance, transport) { $0.poll_ms = 5000 }
        #expect(try next(watch, instance.reply) == "RUNNING")
        instance.status = status
        #expect(try next(watch, instance.reply) == status)
        #expect(try next(watch, instance.reply) == "CODELAB_E_INSTANCE_FAILED")
        #expect(transport.message.contains("it is \(status)"))
        #expect(instance.renewals == 1)
    }

    @Test("It ends when the service no longer knows the instance")
    func deleted() throws {
        let instance = LeasedInstance(transport)
        let watch = try TestClient().keeping(instance, transport)
        #expect(try next(watch, instance.reply) == "RUNNING")
        #expect(try next(watch) { _ in .error(404, "ModelArts.6309") } == "CODELAB_E_INSTANCE_FAILED")
        #expect(transport.message.contains("the instance cannot be kept alive: it is DELETED"))
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_ENDED)
    }

    @Test("An instance that does not run cannot be kept", arguments: ["STOPPED", "STOPPING", "CREATE_FAILED"])
    func notRunning(_ status: String) throws {
        let instance = LeasedInstance(transport)
        instance.status = status
        let watch = try TestClient().keeping(instance, transport)
        #expect(try next(watch, instance.reply) == "CODELAB_E_INSTANCE_FAILED")
        #expect(transport.message.contains("the instance cannot be kept alive: it is \(status)"))
        #expect(transport.sent.count == 1)
    }

    @Test("An instance that starts is kept once it runs")
    func starting() throws {
        let instance = LeasedInstance(transport)
        instance.status = "STARTING"
        let watch = try TestClient().keeping(instance, transport)
        var polls = 0
        let first = try next(watch) { request in
            polls += 1
            if polls == 3 { instance.status = "RUNNING" }
            return instance.reply(request)
        }
        #expect(first == "RUNNING")
        #expect(polls == 3)
        #expect(try next(watch, instance.reply) == "RUNNING")
        #expect(instance.renewals == 1)
    }

    // MARK: - Renewals that fail

    @Test("A renewal that is refused is reported, and the next call reads the instance first")
    func refused() throws {
        let instance = LeasedInstance(transport)
        let watch = try TestClient().keeping(instance, transport)
        let refuse = { (request: SentRequest) -> Reply in
            request.method == "PATCH" ? .error(403, "ModelArts.0203") : .response(200, instance.body)
        }
        #expect(try next(watch, refuse) == "CODELAB_E_AUTHENTICATION")
        #expect(transport.message.contains("renewing the lease"))
        let before = transport.sent.count
        #expect(try next(watch, instance.reply) == "RUNNING")
        #expect(transport.sent.dropFirst(before).map(\.method) == ["GET", "PATCH", "GET"])
    }

    @Test("A renewal that keeps failing is reported when the lease ends, not before and not much later")
    func keepsFailing() throws {
        let instance = LeasedInstance(transport)
        let watch = try TestClient().keeping(instance, transport)
        let startMs = transport.nowMs
        let unavailable = { (request: SentRequest) -> Reply in
            request.method == "PATCH" ? .error(503) : .response(200, instance.body)
        }
        #expect(try next(watch, unavailable) == "CODELAB_E_SERVICE")
        #expect((50_000...60_000).contains(transport.nowMs - startMs))
        #expect(transport.sent.filter { $0.method == "PATCH" }.count > 3)
        transport.pass(10_000)
        #expect(try next(watch, instance.reply) == "STOPPED")
        #expect(try next(watch, instance.reply) == "CODELAB_E_INSTANCE_FAILED")
    }

    @Test("A lease of a few seconds leaves time for several attempts")
    func shortLease() throws {
        let instance = LeasedInstance(transport, leaseMs: 3000)
        let watch = try TestClient().keeping(instance, transport)
        var failures = 0
        for _ in 0..<5 {
            let event = try next(watch) { request in
                failures += 1
                return failures % 2 == 0 ? instance.reply(request) : .error(503)
            }
            #expect(event == "RUNNING")
        }
        #expect(instance.status == "RUNNING")
    }

    @Test("A Retry-After beyond the end of the lease is reported at once")
    func longRetryAfter() throws {
        let instance = LeasedInstance(transport)
        let watch = try TestClient().keeping(instance, transport)
        let throttle = { (request: SentRequest) -> Reply in
            request.method == "PATCH"
                ? .error(429, "APIGW.0308", headers: ["Retry-After": "61"]) : .response(200, instance.body)
        }
        #expect(try next(watch, throttle) == "CODELAB_E_RATE_LIMIT")
        #expect(transport.sent.filter { $0.method == "PATCH" }.count == 1)
    }

    @Test("While the instance cannot be read, the lease is renewed all the same")
    func unreadable() throws {
        let instance = LeasedInstance(transport)
        let watch = try TestClient().keeping(instance, transport) { $0.poll_ms = 1000 }
        var isReadable = false
        let event = try next(watch) { request in
            if request.method == "PATCH" { isReadable = true }
            return isReadable ? instance.reply(request) : .error(503)
        }
        #expect(event == "RUNNING")
        #expect(instance.renewals == 1)
    }

    @Test("The deadline of the call ends the call, and the next call goes on")
    func deadline() throws {
        let instance = LeasedInstance(transport)
        let watch = try TestClient().keeping(instance, transport)
        #expect(try next(watch, instance.reply) == "RUNNING")
        #expect(try next(watch, deadlineMs: transport.nowMs + 5000, instance.reply) == "CODELAB_E_DEADLINE")
        #expect(try next(watch, instance.reply) == "RUNNING")
        #expect(instance.renewals == 2)
    }

    private static let refusals: [(name: String, change: @Sendable (inout codelab_keep_options) -> Void)] = [
        ("reserved", { $0.reserved = 1 }), ("duration_ms", { $0.duration_ms = -1 }),
        ("total_ms", { $0.total_ms = -1 }), ("ahead_ms", { $0.ahead_ms = 86_400_001 }),
        ("poll_ms", { $0.poll_ms = 3_600_001 }), ("struct_size", { $0.struct_size = 3 }),
    ]

    @Test("Arguments are checked", arguments: refusals.indices)
    func arguments(_ index: Int) throws {
        let (name, change) = Self.refusals[index]
        var options = codelab_keep_options()
        options.struct_size = UInt32(MemoryLayout<codelab_keep_options>.size)
        change(&options)
        var record = codelab_error()
        withUnsafeMutablePointer(to: &record) { record in
            _ = #expect(throws: Failure.self) { _ = try KeepRequest(&options, Report(record)) }
        }
        let message = withUnsafeBytes(of: &record.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        #expect(message.contains(name), "\(message)")
    }
}

import Platform
import Testing

@testable import Engine

@Suite("The pools of origins queue requests that cannot be sent yet")
struct OriginPoolsTests {
    private final class Settings {
        let pointer: UnsafeMutablePointer<ConnectionSettings>
        init(_ text: Literal = "") throws {
            var texts = ByteBuffer()
            try texts.append(text)
            try texts.append(byte: 0)
            pointer = try allocate(
                ConnectionSettings(texts: texts, flags: ConnectionSettings.Flags(), connectTimeoutMs: 1000))
        }
        deinit { ConnectionSettings.release(pointer) }
    }

    private func destination(_ origin: Literal, _ settings: Settings) -> Destination {
        Destination(origin: origin.bytes, settings: settings.pointer)
    }

    @Test("A pool is shared by clients with the same origin and equal settings, and by no others")
    func identity() throws {
        var pools = OriginPools(Limits(connections: 2, rateLimiter: .unlimited))
        defer { pools.close() }
        let (one, equal, other) = (try Settings(), try Settings(), try Settings("/etc/ca.pem"))
        let first = try pools.find(destination("https://a:1", one))
        let again = try pools.find(destination("https://a:1", one))
        let shared = try pools.find(destination("https://a:1", equal))
        let port = try pools.find(destination("https://a:2", one))
        let settings = try pools.find(destination("https://a:1", other))
        #expect(first == again && first == shared)
        #expect(first != port && first != settings && port != settings)
    }

    @Test("Pools take turns, and an empty one is skipped")
    func turns() throws {
        var pools = OriginPools(Limits(connections: 1, rateLimiter: .unlimited))
        defer { pools.close() }
        let settings = try Settings()
        let tasks = try Tasks(4)
        let (a, b) = (
            try pools.find(destination("https://a:1", settings)), try pools.find(destination("https://b:1", settings))
        )
        for (task, pool) in [(0, a), (1, a), (2, b), (3, a)] {
            tasks[task].pointee.pool = pool
            try pools.enqueue(tasks[task], pool, Tasks.owner(0))
        }
        pools.dequeue(tasks[1])
        var found: [Int?] = []
        while let task = pools.popNext(nowMs: 0) { found.append(tasks.number(task)) }
        #expect(Set(found.prefix(2)) == [0, 2] && found.count == 3 && found.last == 3)
    }

    @Test("The rate limiter holds queued tasks of all pools back")
    func rate() throws {
        var pools = OriginPools(
            Limits(connections: 1, rateLimiter: RateLimiter(requestsPerSecond: 10, burst: 1)))
        defer { pools.close() }
        let settings = try Settings()
        let tasks = try Tasks(1)
        let pool = try pools.find(destination("https://a:1", settings))
        let hadRoom = pools.hasRoom(pool, nowMs: 0)
        pools.countRequest(nowMs: 0)
        let (hasRoom, idleMs) = (pools.hasRoom(pool, nowMs: 0), pools.nextTurnMs(nowMs: 0))
        #expect(hadRoom && !hasRoom && idleMs == .max)
        tasks[0].pointee.pool = pool
        try pools.enqueue(tasks[0], pool, Tasks.owner(0))
        let turnMs = pools.nextTurnMs(nowMs: 0)
        #expect(turnMs == 100)
        let early = pools.popNext(nowMs: 99)
        let due = pools.popNext(nowMs: 100)
        #expect(early == nil && due == tasks[0])
    }

    @Test("Pools of freed clients are removed once they are unused")
    func unused() throws {
        var pools = OriginPools(Limits(connections: 1, rateLimiter: .unlimited))
        defer { pools.close() }
        let settings = try Settings()
        let freed = try allocate(
            ConnectionSettings(texts: ByteBuffer(), flags: ConnectionSettings.Flags(), connectTimeoutMs: 5))
        let tasks = try Tasks(1)
        let pool = try pools.find(Destination(origin: ("https://a:1" as Literal).bytes, settings: freed))
        let kept = try pools.find(destination("https://b:1", settings))
        tasks[0].pointee.pool = pool
        try pools.enqueue(tasks[0], pool, Tasks.owner(0))
        ConnectionSettings.retire(freed)
        let hasSecret = pools.dropUnused()
        let next = pools.popNext(nowMs: 0)
        #expect(!hasSecret && next == tasks[0])
        _ = pools.dropUnused()
        let again = try pools.find(destination("https://b:1", settings))
        #expect(again == kept)
    }
}

import Platform
import Testing

@testable import Operations

/// Operations that send one request each, in simulated time.
private final class Line {
    let throttle: UnsafeMutablePointer<Throttle>
    private(set) var nowMs: Int64 = 1_000_000
    private var turns: [Int: Throttle.Turn] = [:]
    private var askAtMs: [Int: Int64] = [:]
    /// Who has sent, and after how many milliseconds.
    private(set) var sent: [(name: Int, atMs: Int64)] = []

    init(pauseMs: Int64 = 100) throws { throttle = try allocate(Throttle(pauseMs: pauseMs)) }

    deinit {
        for turn in turns.values { throttle.pointee.leave(turn) }
        destroy(throttle)
    }

    var names: [Int] { sent.map { $0.name } }
    var times: [Int64] { sent.map { $0.atMs } }
    var waiting: [Int] { askAtMs.keys.sorted() }

    /// Refusals of requests that were sent one after the other.
    func refuse(times count: Int = 1, retryAfterMs: Int64? = 0) {
        for _ in 0..<count {
            throttle.pointee.slowDown(sentMs: nowMs, nowMs: nowMs, retryAfterMs: retryAfterMs)
        }
    }

    func succeed() { throttle.pointee.speedUp(nowMs: nowMs) }

    func admit(_ name: Int, deadlineMs: Int64 = .max) throws -> Throttle.Admission {
        try throttle.pointee.admit(&turns[name, default: Throttle.Turn()], deadlineMs: deadlineMs, nowMs: nowMs)
    }

    func ask(_ name: Int) throws {
        switch try admit(name) {
        case .now:
            finish(name)
            sent.append((name, nowMs - 1_000_000))
        case .later(let atMs):
            #expect(atMs > nowMs)
            askAtMs[name] = atMs
        case .refused: Issue.record("refused")
        }
    }

    func ask(_ names: some Sequence<Int>) throws {
        for name in names { try ask(name) }
    }

    /// The operation ends, or has sent.
    func finish(_ name: Int) {
        if let turn = turns.removeValue(forKey: name) { throttle.pointee.leave(turn) }
        askAtMs[name] = nil
    }

    /// No loop drives the operation for a while.
    func forget(_ name: Int) { askAtMs[name] = nil }

    /// Lets each operation ask again at its time; operations with equal times in any order.
    func advance(byMs: Int64, isReversed: Bool = false, _ afterEach: () -> Void = {}) throws {
        let endMs = nowMs + byMs
        while let atMs = askAtMs.values.min(), atMs <= endMs {
            nowMs = max(nowMs, atMs)
            let due = askAtMs.filter { $0.value <= nowMs }.keys.sorted()
            let sentBefore = sent.count
            try ask(isReversed ? due.reversed() : due)
            for _ in sentBefore..<sent.count { afterEach() }
        }
        nowMs = endMs
    }
}

@Suite("A client that sends too much is slowed down, and its operations take turns")
struct ThrottleTests {
    /// What makes the gap as long as it gets: 2 s.
    private let many = 8

    @Test("Without a refusal no operation waits")
    func off() throws {
        let line = try Line()
        try line.ask(0..<20)
        #expect(line.times == [Int64](repeating: 0, count: 20))
    }

    @Test("Gaps double from 20 ms to 2 s", arguments: [(1, 20), (2, 40), (7, 1280), (8, 2000), (20, 2000)])
    func gaps(refusals: Int, gapMs: Int64) throws {
        let line = try Line()
        line.refuse(times: refusals)
        try line.ask(0..<3)
        try line.advance(byMs: 10_000)
        #expect(line.times == [0, gapMs, 2 * gapMs])
    }

    @Test("With gaps of 2 s the last of 14 requests is sent after 26 s, all in order", arguments: [false, true])
    func firstComeFirstServed(isReversed: Bool) throws {
        let line = try Line()
        line.refuse(times: many)
        try line.ask(0..<14)
        try line.advance(byMs: 60_000, isReversed: isReversed)
        #expect(line.names == Array(0..<14))
        #expect(line.times == (0..<14).map { $0 * 2000 })
    }

    @Test("No newcomer passes a waiting operation", arguments: [false, true])
    func newcomers(isReversed: Bool) throws {
        let line = try Line()
        line.refuse(times: many)
        try line.ask(0..<14)
        for name in 14..<40 {
            try line.advance(byMs: 500, isReversed: isReversed)
            try line.ask(name)
        }
        try line.advance(byMs: 100_000, isReversed: isReversed)
        #expect(line.names == Array(0..<40))
        #expect(line.times == (0..<40).map { $0 * 2000 })
    }

    @Test("A success shortens the waits of all, and their order stays", arguments: [false, true])
    func successes(isReversed: Bool) throws {
        let line = try Line()
        line.refuse(times: many)
        try line.ask(0..<14)
        try line.advance(byMs: 60_000, isReversed: isReversed, line.succeed)
        #expect(line.names == Array(0..<14))
        // 2000 + 1750 + 1531 + …: less than 16 s, if no operation asks more than a second late.
        let last = try #require(line.times.last)
        #expect(last < 16_000)
        #expect(line.waiting.isEmpty)
    }

    @Test("After enough successes no operation waits any more")
    func recovery() throws {
        let line = try Line()
        line.refuse(times: many)
        try line.ask(0..<5)
        for _ in 0..<60 { line.succeed() }
        try line.advance(byMs: 2000)
        #expect(line.names == Array(0..<5))
        try line.ask(5..<50)
        #expect(line.names == Array(0..<50))
    }

    @Test(
        "If an operation gives up, the next one takes its place",
        arguments: [0..<14, 1..<13, 1..<2] as [Range<Int>])
    func cancelled(who: Range<Int>) throws {
        let line = try Line()
        line.refuse(times: many)
        try line.ask(-1...14)
        for name in who { line.finish(name) }
        try line.advance(byMs: 100_000)
        #expect(line.names == (-1...14).filter { !who.contains($0) })
        // Each asks again within a second, so no turn is lost.
        #expect(line.times == (0..<line.times.count).map { Int64($0) * 2000 })
    }

    @Test("An operation that no loop drives delays the others for at most 2 s, and keeps its place")
    func absent() throws {
        let line = try Line()
        line.refuse(times: many)
        try line.ask(0..<5)
        line.forget(1)
        line.forget(2)
        try line.advance(byMs: 3500)
        let third = try #require(line.sent.last)
        #expect(third.name == 3)
        #expect(third.atMs < 3500)
        try line.ask(2)
        try line.ask(1)
        try line.advance(byMs: 60_000)
        #expect(line.names == [0, 3, 1, 2, 4])
    }

    @Test("An admitted operation keeps its turn until it has sent, and is the first after another pause")
    func admitted() throws {
        let line = try Line()
        line.refuse(times: many)
        for _ in 0..<3 {
            guard case .now = try line.admit(0) else { throw Unexpected() }
        }
        try line.ask(1..<3)
        line.refuse(retryAfterMs: 5000)
        try line.ask(3)
        try line.ask(0)
        try line.advance(byMs: 30_000)
        #expect(line.names == [0, 1, 2, 3])
        #expect(line.times == [5000, 7000, 9000, 11_000])
    }

    @Test("A pause is kept to its end", arguments: [(nil, 100), (0, 0), (30_000, 30_000)] as [(Int64?, Int64)])
    func pause(retryAfterMs: Int64?, lengthMs: Int64) throws {
        let line = try Line()
        line.refuse(retryAfterMs: retryAfterMs)
        try line.ask(0..<3)
        try line.advance(byMs: 100_000)
        #expect(line.times == [lengthMs, lengthMs + 20, lengthMs + 40])
    }

    @Test(
        "A pause of more than a minute is reported at once, with its remaining time, and lasts at most an hour",
        arguments: [(61_000, 61_000), (300_000, 300_000), (86_400_000, 3_600_000)] as [(Int64, Int64)])
    func longPause(retryAfterMs: Int64, lengthMs: Int64) throws {
        let line = try Line()
        line.refuse(retryAfterMs: retryAfterMs)
        guard case .refused(lengthMs) = try line.admit(0) else { throw Unexpected() }
        try line.advance(byMs: 500)
        guard case .refused(lengthMs - 500) = try line.admit(1) else { throw Unexpected() }
        try line.advance(byMs: lengthMs - 500)
        try line.ask(0..<2)
        try line.advance(byMs: 1000)
        #expect(line.times == [lengthMs, lengthMs + 20])
    }

    @Test("A pause that lasts beyond the deadline is reported at once")
    func deadline() throws {
        let line = try Line()
        line.refuse(retryAfterMs: 5000)
        guard case .refused(5000) = try line.admit(0, deadlineMs: line.nowMs + 5000) else { throw Unexpected() }
        guard case .later = try line.admit(0, deadlineMs: line.nowMs + 5001) else { throw Unexpected() }
    }
}

private struct Unexpected: Error {}

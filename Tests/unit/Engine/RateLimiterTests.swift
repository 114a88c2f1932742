import Testing

@testable import Engine

@Suite("The rate limiter lets a burst through, and then so many requests a second")
struct RateLimiterTests {
    /// When each of `count` requests is sent, if each is sent as early as the limiter allows.
    private func times(_ limiter: RateLimiter, _ count: Int, startMs: Int64 = 0) -> [Int64] {
        var limiter = limiter
        var nowMs = startMs
        return (0..<count).map { _ in
            nowMs = limiter.nextMs(nowMs: nowMs)
            limiter.take(nowMs: nowMs)
            return nowMs
        }
    }

    @Test("Without a limit every request is sent at once")
    func unlimited() {
        #expect(times(.unlimited, 1000) == Array(repeating: 0, count: 1000))
    }

    @Test(
        "A burst is sent at once, and the rest in equal distances",
        arguments: [
            (10, 1, [0, 100, 200, 300]), (10, 3, [0, 0, 0, 100, 200]), (1, 2, [0, 0, 1000, 2000]),
            (1000, 1, [0, 1, 2, 3]), (3, 1, [0, 334, 668, 1002]),
        ] as [(Int64, Int64, [Int64])])
    func burst(perSecond: Int64, burst: Int64, expected: [Int64]) {
        #expect(times(RateLimiter(requestsPerSecond: perSecond, burst: burst), expected.count) == expected)
    }

    @Test("After a pause the burst is allowed again, and never more than that")
    func pause() {
        var limiter = RateLimiter(requestsPerSecond: 10, burst: 3)
        for _ in 0..<3 { limiter.take(nowMs: 0) }
        #expect(limiter.nextMs(nowMs: 0) == 100)
        #expect(times(limiter, 4, startMs: 60_000) == [60_000, 60_000, 60_000, 60_100])
    }

    @Test("In any second there are at most the rate and the burst", arguments: [1, 7, 100, 200, 1000] as [Int64])
    func bound(perSecond: Int64) {
        let sent = times(RateLimiter(requestsPerSecond: perSecond, burst: 20), 3000)
        for (index, time) in sent.enumerated() {
            let within = sent[index...].prefix { $0 < time + 1000 }.count
            #expect(Int64(within) <= perSecond + 20)
        }
    }
}

import Platform
import Testing

@testable import Operations

@Suite("A call is sent again a few times, with delays that grow at random")
struct RetryTests {
    private let policy = RetryPolicy(maxAttempts: 4, delayMs: 100, delayMaxMs: 250)

    private func retry(after attempts: Int, deadlineMs: Int64 = .max, seed: UInt64 = 1) -> Retry {
        var retry = Retry(policy, deadlineMs: deadlineMs, jitter: Jitter(seed: seed))
        for _ in 0..<attempts { retry.countAttempt() }
        return retry
    }

    @Test(
        "The delay is random up to a limit that doubles, and stops at the ceiling",
        arguments: [
            (1, 100), (2, 200), (3, 250),
        ] as [(Int, Int64)])
    func bounds(attempts: Int, boundMs: Int64) throws {
        var largest: Int64 = 0
        var smallest = Int64.max
        for seed in 0..<2000 as Range<UInt64> {
            var retry = retry(after: attempts, seed: seed)
            let next = retry.nextAttemptMs(nowMs: 1000, retryAfterMs: nil)
            let at = try #require(next)
            largest = max(largest, at - 1000)
            smallest = min(smallest, at - 1000)
        }
        #expect(largest <= boundMs)
        #expect(largest > boundMs * 9 / 10)
        #expect(smallest < boundMs / 10)
    }

    @Test(
        "A repeat counts as an attempt, and one is always allowed",
        arguments: [(1, 1, true), (1, 2, false), (2, 1, true), (2, 2, false), (4, 3, true), (4, 4, false)]
            as [(Int32, Int, Bool)])
    func repeats(maxAttempts: Int32, attempts: Int, isAllowed: Bool) {
        var retry = Retry(
            RetryPolicy(maxAttempts: maxAttempts, delayMs: 1, delayMaxMs: 1), deadlineMs: .max, jitter: Jitter(seed: 1))
        for _ in 0..<attempts { retry.countAttempt() }
        #expect(retry.allowsRepeat == isAllowed)
        retry.beginAnew()
        #expect(retry.allowsRepeat)
    }

    @Test("There is no delay after the last attempt")
    func lastAttempt() {
        var retry = retry(after: 4)
        let next = [retry.nextAttemptMs(nowMs: 0, retryAfterMs: nil), retry.nextAttemptMs(nowMs: 0, retryAfterMs: 0)]
        #expect(next == [nil, nil])
    }

    @Test(
        "Retry-After is obeyed to the millisecond, unless it exceeds the deadline",
        arguments: [
            (0, Int64.max, 1000), (2000, .max, 3000), (60_000, .max, 61_000), (60_001, .max, nil),
            (2000, 3001, 3000), (2000, 3000, nil), (2000, 1500, nil),
        ] as [(Int64, Int64, Int64?)])
    func retryAfter(askedMs: Int64, deadlineMs: Int64, atMs: Int64?) {
        var retry = retry(after: 1, deadlineMs: deadlineMs)
        let next = retry.nextAttemptMs(nowMs: 1000, retryAfterMs: askedMs)
        #expect(next == atMs)
    }
}

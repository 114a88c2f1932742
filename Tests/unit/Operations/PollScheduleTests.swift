import CCodelab
import Platform
import Service
import Testing

@testable import Operations

@Suite("A watch polls after delays that grow, and restart after a change")
struct PollScheduleTests {
    private func schedule(_ change: (inout codelab_watch_options) -> Void) throws -> PollSchedule {
        var options = codelab_watch_options()
        options.struct_size = UInt32(MemoryLayout<codelab_watch_options>.size)
        change(&options)
        var record = codelab_error()
        return try withUnsafeMutablePointer(to: &record) { try PollSchedule(&options, Report($0)) }
    }

    @Test("Without jitter the delays are exact")
    func growth() throws {
        var schedule = try schedule {
            $0.first_delay_ms = 100
            $0.growth_percent = 200
            $0.ceiling_ms = 500
            $0.jitter_percent = -1
        }
        let delays = (0..<5).map { _ in schedule.nextDelayMs() }
        #expect(delays == [100, 200, 400, 500, 500])
        schedule.restart()
        let first = schedule.nextDelayMs()
        #expect(first == 100)
    }

    @Test("Jitter only shortens a delay, by no more than its share")
    func jitter() throws {
        var schedule = try schedule {
            $0.first_delay_ms = 1000
            $0.growth_percent = 100
            $0.jitter_percent = 30
        }
        let delays = (0..<2000).map { _ in schedule.nextDelayMs() }
        #expect(delays.allSatisfy { $0 >= 700 && $0 <= 1000 })
        #expect((delays.min() ?? 0) < 730)
        #expect((delays.max() ?? 0) > 970)
    }

    @Test("A start of two minutes takes about thirty polls by default")
    func defaults() throws {
        var schedule = try schedule { _ in }
        var elapsedMs: Int64 = 0
        var looks = 0
        while elapsedMs < 120_000 {
            elapsedMs += schedule.nextDelayMs()
            looks += 1
        }
        #expect(looks >= 20 && looks <= 40)
    }

    @Test("A ceiling below the first delay is raised to it")
    func lowCeiling() throws {
        var schedule = try schedule {
            $0.first_delay_ms = 100
            $0.ceiling_ms = 10
            $0.jitter_percent = -1
        }
        let delays = (0..<3).map { _ in schedule.nextDelayMs() }
        #expect(delays == [100, 100, 100])
    }

    @Test(
        "Settings out of range are refused",
        arguments: [
            { $0.growth_percent = 99 }, { $0.growth_percent = 1001 }, { $0.first_delay_ms = -1 },
            { $0.first_delay_ms = 3_600_001 }, { $0.ceiling_ms = -5 }, { $0.jitter_percent = 101 },
            { $0.jitter_percent = -2 }, { $0.until = 3 }, { $0.until = -1 }, { $0.struct_size = 0 },
        ] as [@Sendable (inout codelab_watch_options) -> Void])
    func refused(_ change: @Sendable (inout codelab_watch_options) -> Void) {
        #expect(throws: Failure.self) { _ = try schedule(change) }
    }
}

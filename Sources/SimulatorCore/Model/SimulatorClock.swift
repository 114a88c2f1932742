/// The clock of the simulator. It is injected, so that tests can set it.
public struct SimulatorClock: Sendable {
    /// Milliseconds since the epoch.
    public let nowMS: @Sendable () -> Int64

    public init(nowMS: @escaping @Sendable () -> Int64) {
        self.nowMS = nowMS
    }
}

extension SimulatorClock {
    /// Returns a clock that starts with the machine's time of day and continues with a monotonic clock, so that it
    /// never goes back.
    public static func system() -> SimulatorClock {
        let wallStartMS = wallClockMS()
        let start = ContinuousClock.now
        return SimulatorClock {
            let elapsed = start.duration(to: .now).components
            return wallStartMS + elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000
        }
    }
}

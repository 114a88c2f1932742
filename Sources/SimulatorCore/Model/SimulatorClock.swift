/// Where the simulator gets the time from. Injected, so that tests move it by hand.
public struct SimulatorClock: Sendable {
    /// Milliseconds since the epoch.
    public let nowMS: @Sendable () -> Int64

    public init(nowMS: @escaping @Sendable () -> Int64) {
        self.nowMS = nowMS
    }
}

extension SimulatorClock {
    /// The machine's time of day when this was made, carried on by a clock that nobody sets: steps never go back.
    public static func system() -> SimulatorClock {
        let wallStartMS = wallClockMS()
        let start = ContinuousClock.now
        return SimulatorClock {
            let elapsed = start.duration(to: .now).components
            return wallStartMS + elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000
        }
    }
}

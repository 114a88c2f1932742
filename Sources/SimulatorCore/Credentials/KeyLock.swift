/// Several wrong signatures in a row lock a key for some time, even if different callers made them.
struct KeyLock: Equatable {
    private var consecutiveWrong = 0
    private var endMS: Int64?

    mutating func isLocked(atMS nowMS: Int64) -> Bool {
        if let endMS, endMS <= nowMS { self.endMS = nil }
        return endMS != nil
    }

    mutating func noteRight() {
        consecutiveWrong = 0
    }

    mutating func noteWrong(_ settings: Settings, atMS nowMS: Int64) {
        consecutiveWrong += 1
        guard consecutiveWrong >= settings.lockAfter else { return }
        consecutiveWrong = 0
        endMS = nowMS + settings.lockMS
    }
}

/// Wrong signatures in a row lock a key for a while, whoever made them.
struct KeyLock: Equatable {
    private var wrongInARow = 0
    private var endMS: Int64?

    mutating func isLocked(atMS nowMS: Int64) -> Bool {
        if let endMS, endMS <= nowMS { self.endMS = nil }
        return endMS != nil
    }

    mutating func noteRight() {
        wrongInARow = 0
    }

    mutating func noteWrong(_ settings: Settings, atMS nowMS: Int64) {
        wrongInARow += 1
        guard wrongInARow >= settings.lockAfter else { return }
        wrongInARow = 0
        endMS = nowMS + settings.lockMS
    }
}

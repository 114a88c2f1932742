import Platform

@testable import Engine

/// An operation that is never driven: the structures below the event loop only pass tasks on.
struct IdleOperation: Operation {
    typealias Record = Int32

    let number: Int
    let owner: UnsafeMutableRawPointer

    mutating func next(_ now: Now, _ record: UnsafeMutablePointer<Int32>) -> Step { .finished }
    mutating func receive(
        _ transfer: UnsafeMutablePointer<Transfer>, _ now: Now, _ record: UnsafeMutablePointer<Int32>
    ) {}
    mutating func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<Int32>
    ) {}
    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<Int32>) {}
}

/// Tasks with numbers, which are freed with the value.
final class Tasks {
    let all: [UnsafeMutablePointer<LoopTask>]

    /// - Parameter owners: the owner of each task.
    init(owners: [Int]) throws {
        all = try owners.enumerated().map { number, owner in
            try LoopTask.make(
                IdleOperation(number: number, owner: Self.owner(owner)), Bounds(nil, deadlineMs: .max))
        }
    }

    convenience init(_ count: Int) throws { try self.init(owners: Array(repeating: 0, count: count)) }

    deinit { all.forEach(LoopTask.discard) }

    subscript(_ number: Int) -> UnsafeMutablePointer<LoopTask> { all[number] }

    func number(_ task: UnsafeMutablePointer<LoopTask>?) -> Int? {
        task.map { LoopTask.work(of: $0, as: IdleOperation.self).pointee.number }
    }

    /// An address that stands for an owner, and is never read.
    static func owner(_ number: Int) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(bitPattern: (number + 1) * 64)!
    }
}

/// Numbers that are the same in each run. (splitmix64, Steele et al. 2014)
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

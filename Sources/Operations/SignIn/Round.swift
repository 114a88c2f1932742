import CCodelab
import Platform
import Synchronization

/// One fetch of a token or a project, and all who wait for its end. The one that fetches tells the others how it went;
/// when it is stopped, or makes no progress, another takes over.
public struct Round: ~Copyable {
    private let references = Atomic<Int>(1)
    private let isOver = Atomic<Bool>(false)
    /// When the fetcher last made progress; a later time while it has a reason to wait until then.
    private let activeMs: Atomic<Int64>
    /// Readable, and so it stays, when the round is over.
    private let event: Event
    /// Why it failed: written before it is over, read after.
    private let record: UnsafeMutablePointer<codelab_error>

    init(nowMs: Int64) throws(OutOfMemory) {
        let event = try Event()
        record = try allocate(codelab_error())
        activeMs = Atomic(nowMs)
        self.event = event
    }

    deinit { destroy(record) }

    var descriptor: Int32 { event.descriptor }

    func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    static func release(_ round: UnsafeMutablePointer<Round>) {
        if round.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            destroy(round)
        }
    }

    /// - Parameter failure: what to tell those who wait; `nil` when they are to look again for themselves.
    func end(_ failure: UnsafePointer<codelab_error>?) {
        if let failure { record.pointee = failure.pointee }
        isOver.store(true, ordering: .releasing)
        event.raise()
    }

    /// The failure of a round that is over and has failed.
    var failure: UnsafePointer<codelab_error>? {
        guard isOver.load(ordering: .acquiring), record.pointee.code != 0 else { return nil }
        return UnsafePointer(record)
    }

    func note(activeMs: Int64) { self.activeMs.store(activeMs, ordering: .relaxed) }

    /// When a waiter takes over, if the fetcher has made no progress until then: it may be an operation of a queue that
    /// no thread drives. A request that is sent ends within `attemptTimeoutMs`.
    func takeoverMs(attemptTimeoutMs: Int64) -> Int64 {
        // A fetcher whose request has just timed out comes first.
        activeMs.load(ordering: .relaxed) &+ attemptTimeoutMs &+ 200
    }

    var hasEnded: Bool { isOver.load(ordering: .acquiring) }
}

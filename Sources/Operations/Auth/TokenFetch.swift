import CCodelab
import Platform
import Synchronization

/// One fetch of a token or a project, and the operations that wait for it. The fetcher signals its end to the waiters;
/// when it is stopped, or makes no progress, a waiter takes over.
public struct TokenFetch: ~Copyable {
    private let references = Atomic<Int>(1)
    private let isOver = Atomic<Bool>(false)
    /// When the fetcher last made progress; a later time while it has a reason to wait until then.
    private let activeMs: Atomic<Int64>
    /// Readable from the end of the fetch on.
    private let event: Event
    /// The failure: written before the fetch has ended, read after.
    private let record: UnsafeMutablePointer<codelab_error>

    init(nowMs: Int64) throws(ResourceExhausted) {
        let event = try Event()
        record = try allocate(codelab_error())
        activeMs = Atomic(nowMs)
        self.event = event
    }

    deinit { destroy(record) }

    var descriptor: Int32 { event.descriptor }

    func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    static func release(_ fetch: UnsafeMutablePointer<TokenFetch>) {
        if fetch.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            destroy(fetch)
        }
    }

    /// - Parameter failure: what the waiters fail with; `nil` if they must look again.
    func end(_ failure: UnsafePointer<codelab_error>?) {
        if let failure { record.pointee = failure.pointee }
        isOver.store(true, ordering: .releasing)
        event.raise()
    }

    /// The failure of a fetch that has failed.
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

import CCodelab
import Platform
import Synchronization

/// One fetch of a token or a project, and the operations that wait for it. The fetcher signals the end to the waiters.
/// If the fetcher is stopped or makes no progress, a waiter takes over.
public struct TokenFetch: ~Copyable {
    private let references = Atomic<Int>(1)
    private let isOver = Atomic<Bool>(false)
    /// When the fetcher last made progress; a later time if the fetcher waits until then.
    private let activeMs: Atomic<Int64>
    /// Readable after the end of the fetch.
    private let event: Event
    /// The failure, which is written before the end of the fetch, and read after it.
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

    /// Ends the fetch.
    ///
    /// - Parameter failure: the failure of all waiters; `nil` if they must call
    ///   ``AuthState/acquire(nowMs:mayFetch:_:)`` again.
    func end(_ failure: UnsafePointer<codelab_error>?) {
        if let failure { record.pointee = failure.pointee }
        isOver.store(true, ordering: .releasing)
        event.raise()
    }

    /// The failure of the fetch, if it has failed.
    var failure: UnsafePointer<codelab_error>? {
        guard isOver.load(ordering: .acquiring), record.pointee.code != 0 else { return nil }
        return UnsafePointer(record)
    }

    func note(activeMs: Int64) { self.activeMs.store(activeMs, ordering: .relaxed) }

    /// Returns when a waiter takes over if the fetcher has made no progress: the fetcher may be an operation of a queue
    /// that no thread drives. A request ends within `attemptTimeoutMs`.
    func takeoverMs(attemptTimeoutMs: Int64) -> Int64 {
        // The margin lets a fetcher continue whose request has just timed out.
        activeMs.load(ordering: .relaxed) &+ attemptTimeoutMs &+ 200
    }

    var hasEnded: Bool { isOver.load(ordering: .acquiring) }
}

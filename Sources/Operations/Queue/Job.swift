package import CCodelab
package import Engine
package import Platform
import Service

/// A reference to an operation of any kind, which an event loop runs.
package struct Job: Operation {
    package enum Kind: BitwiseCopyable {
        case call(UnsafeMutablePointer<ServiceCall>)
        case watch(UnsafeMutablePointer<Watch>)
        case list(UnsafeMutablePointer<Pager>)
    }

    let kind: Kind

    // Used only in a queue.
    var operation = CODELAB_OPERATION_NONE
    var deadlineMs = Int64.max
    /// True if its first event is its last, and returns the watch or the pager to the caller.
    package var isStep = false
    var isReturned = false
    /// A reference that the queue holds, or `nil`.
    var cancel: UnsafeMutablePointer<Cancel>?
    /// True if the inbox marked the job as one to stop. Accessed with the inbox's lock held, like the next job in its
    /// list.
    var isStopping = false
    var nextStopping: UnsafeMutablePointer<LoopTask>?

    package init(_ kind: Kind) { self.kind = kind }

    var client: UnsafeMutablePointer<Client> {
        switch kind {
        case .call(let call): call.pointee.client
        case .watch(let watch): watch.pointee.client
        case .list(let pager): pager.pointee.client
        }
    }

    package var owner: UnsafeMutableRawPointer { UnsafeMutableRawPointer(client) }

    package func next(_ now: Now, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        switch kind {
        case .call(let call): call.pointee.next(now, record)
        case .watch(let watch): watch.pointee.next(now, record)
        case .list(let pager): pager.pointee.next(now, record)
        }
    }

    package func receive(
        _ transfer: UnsafeMutablePointer<Transfer>, _ now: Now, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        switch kind {
        case .call(let call): call.pointee.receive(transfer, now, record)
        case .watch(let watch): watch.pointee.receive(transfer, now, record)
        case .list(let pager): pager.pointee.receive(transfer, now, record)
        }
    }

    package func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>
    ) {
        switch kind {
        case .call(let call): call.pointee.interrupt(interruption, transfer, now, record)
        case .watch(let watch): watch.pointee.interrupt(interruption, transfer, now, record)
        case .list(let pager): pager.pointee.interrupt(interruption, transfer, now, record)
        }
    }

    package func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) {
        switch kind {
        case .call(let call): call.pointee.runOutOfMemory(record)
        case .watch(let watch): watch.pointee.runOutOfMemory(record)
        case .list(let pager): pager.pointee.runOutOfMemory(record)
        }
    }
}

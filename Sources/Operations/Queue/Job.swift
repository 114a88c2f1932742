package import CCodelab
package import Engine
package import Platform
import Service

/// An operation of any kind, as an event loop runs it: a reference to the operation.
package struct Job: Operation {
    package enum Kind: BitwiseCopyable {
        case call(UnsafeMutablePointer<ServiceCall>)
        case watch(UnsafeMutablePointer<Watch>)
        case list(UnsafeMutablePointer<Pager>)
    }

    let kind: Kind

    // Of a queue.
    var operation = CODELAB_OPERATION_NONE
    var deadlineMs = Int64.max
    /// Its first event is its last, and returns the watch or the pager to the caller.
    package var isStep = false
    var isReturned = false
    /// A reference.
    var cancel: UnsafeMutablePointer<Cancel>?
    /// In the inbox, with its lock held: whether it must be stopped, and the next job that must be.
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

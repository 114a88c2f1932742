package import CCodelab
package import Engine
import Platform
import Service

/// An operation of any kind, as a loop carries it: it refers to the operation, which stands elsewhere.
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
    /// Its first event is its last, and hands the watch or the pager back.
    package var isStep = false
    var isHandedBack = false
    /// A reference.
    var cancel: UnsafeMutablePointer<Cancel>?
    /// In the inbox, with its lock held: among those that are to be stopped, and the next of them.
    var isStopping = false
    var nextStopping: UnsafeMutablePointer<Task>?

    package init(_ kind: Kind) { self.kind = kind }

    var client: UnsafeMutablePointer<Client> {
        switch kind {
        case .call(let call): call.pointee.client
        case .watch(let watch): watch.pointee.client
        case .list(let pager): pager.pointee.client
        }
    }

    package var owner: UnsafeMutableRawPointer { UnsafeMutableRawPointer(client) }

    package func next(nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        switch kind {
        case .call(let call): call.pointee.next(nowMs: nowMs, record)
        case .watch(let watch): watch.pointee.next(nowMs: nowMs, record)
        case .list(let pager): pager.pointee.next(nowMs: nowMs, record)
        }
    }

    package var destination: Destination {
        switch kind {
        case .call(let call): call.pointee.destination
        case .watch(let watch): watch.pointee.destination
        case .list(let pager): pager.pointee.call.destination
        }
    }

    package func request(nowMs: Int64) -> Request {
        switch kind {
        case .call(let call): call.pointee.request(nowMs: nowMs)
        case .watch(let watch): watch.pointee.request(nowMs: nowMs)
        case .list(let pager): pager.pointee.call.request(nowMs: nowMs)
        }
    }

    package func receive(
        _ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        switch kind {
        case .call(let call): call.pointee.receive(exchange, nowMs: nowMs, record)
        case .watch(let watch): watch.pointee.receive(exchange, nowMs: nowMs, record)
        case .list(let pager): pager.pointee.call.receive(exchange, nowMs: nowMs, record)
        }
    }

    package func interrupt(
        _ interruption: Interruption, timesSent: Int, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        switch kind {
        case .call(let call): call.pointee.interrupt(interruption, timesSent: timesSent, record)
        case .watch(let watch): watch.pointee.interrupt(interruption, timesSent: timesSent, record)
        case .list(let pager): pager.pointee.call.interrupt(interruption, timesSent: timesSent, record)
        }
    }

    package func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) {
        switch kind {
        case .call(let call): call.pointee.runOutOfMemory(record)
        case .watch(let watch): watch.pointee.runOutOfMemory(record)
        case .list(let pager): pager.pointee.call.runOutOfMemory(record)
        }
    }
}

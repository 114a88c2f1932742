package import CCodelab
import Engine
package import Platform
package import Service

/// Reads a list. Each page is a separate call, which starts after the elements that were read.
public struct Pager: ~Copyable {
    let client: UnsafeMutablePointer<Client>
    private let kind: CallKind
    /// The id of the instance, if the list is about one.
    private let id: ByteBuffer
    /// The query of the list, without the offset.
    private let query: ListQuery
    private var position = ListPosition()
    /// The call that fetches the current page, or that fetched the last one.
    private var call: ServiceCall
    private var isFetching = false
    private var hasNoMemory = false

    private init(
        _ client: UnsafeMutablePointer<Client>, _ kind: CallKind, id: Bytes, _ query: consuming ListQuery
    ) throws(ResourceExhausted) {
        let copy = try terminatedCopy(id)
        call = try Self.makeCall(client, kind, id, query.bytes, 0, deadlineMs: .max)
        client.pointee.retain()
        self.client = client
        self.kind = kind
        self.id = copy
        self.query = query
    }

    deinit { Client.release(client) }

    /// Frees the pager. In a forked child, a pager that was in use is not freed; see ``Watch/free(_:)``.
    package static func free(_ pager: UnsafeMutablePointer<Pager>) {
        if !pager.pointee.isFetching || pager.pointee.belongsToThisProcess { destroy(pager) }
    }

    package var belongsToThisProcess: Bool { client.pointee.belongsToThisProcess }

    @inline(never)
    private static func make(
        _ client: UnsafeMutablePointer<Client>, _ kind: CallKind, id: Bytes = .none, _ query: consuming ListQuery,
        _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        do throws(ResourceExhausted) {
            return try allocate(Pager(client, kind, id: id, query))
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func instances(
        _ client: UnsafeMutablePointer<Client>, _ filter: UnsafePointer<codelab_instance_filter>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        try make(client, .listInstances, try ListQuery.instances(filter, report), report)
    }

    package static func images(
        _ client: UnsafeMutablePointer<Client>, _ filter: UnsafePointer<codelab_image_filter>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        try make(client, .listImages, try ListQuery.images(filter, report), report)
    }

    package static func flavors(
        _ client: UnsafeMutablePointer<Client>, _ filter: UnsafePointer<codelab_flavor_filter>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        try make(client, .listFlavors, try ListQuery.flavors(filter, report), report)
    }

    package static func switchableFlavors(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        try make(client, .listSwitchableFlavors, id: id, try ListQuery.switchableFlavors(report), report)
    }

    /// Starts the fetch of the next page.
    mutating func begin(deadlineMs: Int64) {
        isFetching = !position.isOver
        // Later calls return the same result.
        if position.isOver { return }
        do throws(ResourceExhausted) {
            call = try Self.makeCall(
                client, kind, id.bytes, query.bytes, position.offset, deadlineMs: deadlineMs)
            hasNoMemory = false
        } catch {
            // Reported by the first step, which has a record.
            hasNoMemory = true
        }
    }

    mutating func next(_ now: Now, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        if hasNoMemory { call.runOutOfMemory(record) }
        return call.next(now, record)
    }

    mutating func receive<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ now: Now, _ record: UnsafeMutablePointer<codelab_error>
    ) { call.receive(transfer, now, record) }

    mutating func interrupt(
        _ interruption: Interruption, _ transfer: InterruptedTransfer?, _ now: Now,
        _ record: UnsafeMutablePointer<codelab_error>
    ) { call.interrupt(interruption, transfer, now, record) }

    mutating func runOutOfMemory(_ record: UnsafeMutablePointer<codelab_error>) { call.runOutOfMemory(record) }

    /// Returns the result of the last fetch: OK with the page, which the caller frees, DONE, or an error.
    mutating func takePage(
        _ record: UnsafeMutablePointer<codelab_error>
    ) -> (status: Int32, page: UnsafeMutablePointer<codelab_page>?) {
        guard isFetching else {
            record.pointee.attempts = 0
            return (CODELAB_DONE.rawValue, nil)
        }
        defer { isFetching = false }
        guard call.status == CODELAB_OK.rawValue, let result = call.takeResult() else { return (call.status, nil) }
        let page = result.assumingMemoryBound(to: codelab_page.self)
        do throws(ListPosition.Fault) {
            if try position.take(page) { return (CODELAB_OK.rawValue, page) }
            freeResponse(result)
            return (CODELAB_DONE.rawValue, nil)
        } catch {
            freeResponse(result)
            return (report(error, record).status, nil)
        }
    }

    /// Reports a page that cannot be a part of the list.
    private func report(_ fault: ListPosition.Fault, _ record: UnsafeMutablePointer<codelab_error>) -> Failure {
        let attempts = record.pointee.attempts
        let report = Report(record)
        record.pointee.attempts = attempts
        record.pointee.http_status = 200
        return report.failure(CODELAB_E_PROTOCOL) {
            $0.write(kind.entry.activity)
            $0.write(" failed: ")
            fault.describe(position, to: &$0)
        }
    }

    private static func makeCall(
        _ client: UnsafeMutablePointer<Client>, _ kind: CallKind, _ id: Bytes, _ query: Bytes, _ offset: Int64,
        deadlineMs: Int64
    ) throws(ResourceExhausted) -> ServiceCall {
        var full = ByteBuffer()
        try full.append(query)
        try appendOffset(offset, to: &full)
        return ServiceCall(
            client, try RequestSpec(kind, id: id, query: full.bytes), try FollowUp(.none), deadlineMs: deadlineMs)
    }
}

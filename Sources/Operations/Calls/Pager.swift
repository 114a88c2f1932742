package import CCodelab
package import Engine
package import Platform
package import Service

/// Walks a list: each page is a call of its own, which begins behind what has been read.
public struct Pager: ~Copyable {
    let client: UnsafeMutablePointer<Client>
    /// The list's path and query, without the offset.
    private let path: ByteBuffer
    private let answer: AnswerKind
    private let activity: Literal
    private var place = ListPlace()
    /// For the page that is being fetched, or the last one that was.
    var call: ServiceCall
    private var isFetching = false
    private var hasNoMemory = false

    private init(
        _ client: UnsafeMutablePointer<Client>, _ path: consuming ByteBuffer, _ answer: AnswerKind, _ activity: Literal
    ) throws(OutOfMemory) {
        call = try Self.makeCall(client, path.bytes, 0, answer, activity, deadlineMs: .max)
        client.pointee.retain()
        self.client = client
        self.path = path
        self.answer = answer
        self.activity = activity
    }

    deinit { Client.release(client) }

    /// In a forked child a pager that was in use is left alone; see ``Watch/free(_:)``.
    package static func free(_ pager: UnsafeMutablePointer<Pager>) {
        if !pager.pointee.isFetching || pager.pointee.belongsToThisProcess { destroy(pager) }
    }

    package var belongsToThisProcess: Bool { client.pointee.belongsToThisProcess }

    @inline(never)
    private static func make(
        _ client: UnsafeMutablePointer<Client>, _ path: Literal, id: Bytes = .none, _ query: borrowing ListQuery,
        _ answer: AnswerKind, _ activity: Literal, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        do throws(OutOfMemory) {
            var full = id.isEmpty ? try plainPath(path) : try notebookPath(id, path)
            try full.append(query.bytes)
            return try allocate(Pager(client, full, answer, activity))
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func instances(
        _ client: UnsafeMutablePointer<Client>, _ filter: UnsafePointer<codelab_instance_filter>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        let query = try ListQuery.instances(filter, report)
        return try make(client, "/notebooks", query, .instancePage, "listing the instances", report)
    }

    package static func images(
        _ client: UnsafeMutablePointer<Client>, _ filter: UnsafePointer<codelab_image_filter>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        let query = try ListQuery.images(filter, report)
        return try make(client, "/images", query, .imagePage, "listing the images", report)
    }

    package static func flavors(
        _ client: UnsafeMutablePointer<Client>, _ filter: UnsafePointer<codelab_flavor_filter>?, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        let query = try ListQuery.flavors(filter, report)
        return try make(client, "/notebooks/flavors", query, .flavorPage, "listing the flavors", report)
    }

    package static func switchableFlavors(
        _ client: UnsafeMutablePointer<Client>, _ id: Bytes, _ report: Report
    ) throws(Failure) -> UnsafeMutablePointer<Pager> {
        let query = try ListQuery.switchableFlavors(report)
        return try make(
            client, "/flavors", id: id, query, .flavorPage, "listing the flavors to switch to", report)
    }

    /// Fetches the next page on this thread; the status of the call.
    package static func next(
        _ pager: UnsafeMutablePointer<Pager>, _ bounds: Bounds, _ record: UnsafeMutablePointer<codelab_error>
    ) -> (status: Int32, page: UnsafeMutablePointer<codelab_page>?) {
        pager.pointee.begin(deadlineMs: bounds.deadlineMs)
        pager.pointee.client.pointee.run(Job(.list(pager)), bounds, record)
        return pager.pointee.takePage(record)
    }

    /// Sets out for the next page.
    mutating func begin(deadlineMs: Int64) {
        isFetching = !place.isOver
        // The last call is finished, and stays so.
        if place.isOver { return }
        do throws(OutOfMemory) {
            call = try Self.makeCall(client, path.bytes, place.offset, answer, activity, deadlineMs: deadlineMs)
            hasNoMemory = false
        } catch {
            // Reported by the first step, which has a record.
            hasNoMemory = true
        }
    }

    mutating func next(nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>) -> Step {
        if hasNoMemory { call.runOutOfMemory(record) }
        return call.next(nowMs: nowMs, record)
    }

    /// How the last page came out: OK with the page, which is the taker's, DONE, or an error.
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
        do throws(ListPlace.Fault) {
            if try place.take(page) { return (CODELAB_OK.rawValue, page) }
            freeAnswer(result)
            return (CODELAB_DONE.rawValue, nil)
        } catch {
            freeAnswer(result)
            return (report(error, record).status, nil)
        }
    }

    /// Reports a page that cannot be a part of the list.
    private func report(_ fault: ListPlace.Fault, _ record: UnsafeMutablePointer<codelab_error>) -> Failure {
        let attempts = record.pointee.attempts
        let report = Report(record)
        record.pointee.attempts = attempts
        record.pointee.http_status = 200
        return report.failure(CODELAB_E_PROTOCOL) {
            $0.write(activity)
            $0.write(" failed: ")
            fault.describe(place, to: &$0)
        }
    }

    private static func makeCall(
        _ client: UnsafeMutablePointer<Client>, _ path: Bytes, _ offset: Int64, _ answer: AnswerKind,
        _ activity: Literal, deadlineMs: Int64
    ) throws(OutOfMemory) -> ServiceCall {
        var full = ByteBuffer()
        try full.append(path)
        try appendOffset(offset, to: &full)
        return ServiceCall(
            client, Plan(.get, full, RequestBody(), answer, activity), try Recovery(.none), deadlineMs: deadlineMs)
    }
}

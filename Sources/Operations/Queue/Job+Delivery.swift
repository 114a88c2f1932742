import CCodelab
package import Engine
import Platform
package import Service

/// Makes the jobs of a queue, and delivers their events.
extension Job {
    package static func call(
        _ client: UnsafeMutablePointer<Client>, _ arguments: CallArguments, deadlineMs: Int64, _ report: Report
    ) throws(Failure) -> Job {
        let call = try ServiceCall.make(client, arguments, deadlineMs: deadlineMs, report)
        do throws(ResourceExhausted) {
            var job = Job(.call(try allocate(call)))
            job.operation = arguments.operation
            return job
        } catch {
            throw report.outOfMemory()
        }
    }

    package static func watch(_ watch: UnsafeMutablePointer<Watch>) -> Job {
        var job = Job(.watch(watch))
        job.operation = CODELAB_OPERATION_WATCH
        return job
    }

    package static func list(_ pager: UnsafeMutablePointer<Pager>) -> Job {
        var job = Job(.list(pager))
        job.operation = CODELAB_OPERATION_LIST
        return job
    }

    /// Sets the bounds of the job.
    ///
    /// - Parameter deadlineMs: not later than that of `cancel`.
    package mutating func bound(_ cancel: UnsafeMutablePointer<Cancel>?, deadlineMs: Int64) {
        self.cancel = cancel
        self.deadlineMs = deadlineMs
    }

    /// Starts the work for the next event.
    func begin() {
        switch kind {
        case .call: return
        case .watch(let watch): watch.pointee.begin(deadlineMs: deadlineMs)
        case .list(let pager): pager.pointee.begin(deadlineMs: deadlineMs)
        }
    }

    /// Writes the result into the event. Returns true if it is the last one.
    mutating func deliver(_ event: inout codelab_event, _ record: UnsafeMutablePointer<codelab_error>) -> Bool {
        event.operation = Int32(bitPattern: operation.rawValue)
        switch kind {
        case .call(let call):
            event.status = call.pointee.status
            if let result = call.pointee.takeResult() { setResult(result, &event) }
            return true
        case .watch(let watch):
            event.status = watch.pointee.status
            event.instance = watch.pointee.takeInstance()
            event.phase = Int32(bitPattern: watch.pointee.phase.rawValue)
        case .list(let pager):
            let result = pager.pointee.takePage(record)
            event.status = result.status
            event.page = result.page
        }
        if isStep { returnOperation(&event) }
        return isStep || event.status != CODELAB_OK.rawValue
    }

    private mutating func returnOperation(_ event: inout codelab_event) {
        switch kind {
        case .call: return
        case .watch(let watch): event.watch = OpaquePointer(watch)
        case .list(let pager): event.pager = OpaquePointer(pager)
        }
        isReturned = true
    }

    private func setResult(_ result: UnsafeMutableRawPointer, _ event: inout codelab_event) {
        switch CallKind(operation).entry.response {
        case .lease: event.lease = result.assumingMemoryBound(to: codelab_lease.self)
        case .image: event.image = result.assumingMemoryBound(to: codelab_image.self)
        default: event.instance = result.assumingMemoryBound(to: codelab_instance.self)
        }
    }

    /// Frees the operation, unless it was returned to the caller.
    package func discard() {
        if isReturned { return }
        switch kind {
        case .call(let call): ServiceCall.free(call)
        case .watch(let watch): Watch.free(watch)
        case .list(let pager): Pager.free(pager)
        }
    }
}

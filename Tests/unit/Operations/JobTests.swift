import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("A job delivers the results of its operation as events of a queue")
struct JobTests {
    private let transport = FakeTransport()

    /// What an event has.
    private struct Seen: Equatable {
        var operation: UInt32
        var status: Int32
        var isLast: Bool
        var results: [String] = []
    }

    /// Delivers what a job has, and frees it.
    private func deliver(_ job: inout Job) -> Seen {
        var event = codelab_event()
        let isLast = job.deliver(&event, transport.record)
        var seen = Seen(operation: UInt32(bitPattern: event.operation), status: event.status, isLast: isLast)
        func note(_ name: String, _ pointer: UnsafeMutableRawPointer?) {
            guard let pointer else { return }
            seen.results.append(name)
            freeResponse(pointer)
        }
        note("instance", event.instance.map { UnsafeMutableRawPointer($0) })
        note("lease", event.lease.map { UnsafeMutableRawPointer($0) })
        note("image", event.image.map { UnsafeMutableRawPointer($0) })
        note("page", event.page.map { UnsafeMutableRawPointer($0) })
        if event.watch != nil { seen.results.append("watch") }
        if event.pager != nil { seen.results.append("pager") }
        return seen
    }

    @Test(
        "The result of a call has its kind, and its event is the last one",
        arguments: [
            (CODELAB_OPERATION_OPEN.rawValue, Body.instance(), "instance"),
            (CODELAB_OPERATION_SHOW.rawValue, Body.instance(), "instance"),
            (CODELAB_OPERATION_STOP.rawValue, Body.instance(), "instance"),
            (CODELAB_OPERATION_SHOW_LEASE.rawValue, Body.lease(), "lease"),
            (CODELAB_OPERATION_RENEW_LEASE.rawValue, Body.lease(), "lease"),
            (CODELAB_OPERATION_SHOW_IMAGE.rawValue, #"{"id":"a"}"#, "image"),
        ] as [(UInt32, String, String)])
    func calls(operation: UInt32, body: String, result: String) throws {
        for isFailing in [false, true] {
            let kind = codelab_operation(operation)
            let call = try TestClient().call(kind, id: kind == CODELAB_OPERATION_OPEN ? nil : "a")
            var job = Job(.call(call.pointer))
            job.operation = kind
            job.begin()
            _ = try transport.drive(call, [isFailing ? .error(403) : .response(200, body)])
            let status = isFailing ? CODELAB_E_PERMISSION.rawValue : 0
            #expect(
                deliver(&job)
                    == Seen(operation: operation, status: status, isLast: true, results: isFailing ? [] : [result]))
        }
    }

    @Test("A delete without a result is a success")
    func emptyResult() throws {
        let call = try TestClient().call(CODELAB_OPERATION_DELETE, id: "a")
        var job = Job(.call(call.pointer))
        job.operation = CODELAB_OPERATION_DELETE
        _ = try transport.drive(call, [.response(204)])
        #expect(deliver(&job) == Seen(operation: CODELAB_OPERATION_DELETE.rawValue, status: 0, isLast: true))
    }

    @Test("A watch has an event for each change; the one of its end or of a failure is the last")
    func watches() throws {
        for (last, status) in [(Reply?.none, CODELAB_DONE), (.error(403), CODELAB_E_PERMISSION)] {
            let watch = try TestClient().watch()
            var job = Job.watch(watch.pointer)
            job.bound(nil, deadlineMs: .max)
            var seen: [Seen] = []
            for replies in [[.instance], [last ?? .response(200, Body.ready())], []] as [[Reply]]
            where seen.last?.isLast != true {
                job.begin()
                _ = try transport.drive(watch, replies)
                seen.append(deliver(&job))
            }
            let change = Seen(
                operation: CODELAB_OPERATION_WATCH.rawValue, status: 0, isLast: false, results: ["instance"])
            let end = Seen(operation: CODELAB_OPERATION_WATCH.rawValue, status: status.rawValue, isLast: true)
            #expect(seen == (last == nil ? [change, change, end] : [change, end]))
        }
    }

    @Test("A list has an event for each page, and one for its end")
    func lists() throws {
        let pager = try TestClient().pager()
        var job = Job.list(pager.pointer)
        var seen: [Seen] = []
        for replies in [[.response(200, Body.page(["a"], total: 1))], []] as [[Reply]] {
            job.begin()
            _ = try transport.drive(pager, replies)
            seen.append(deliver(&job))
        }
        let operation = CODELAB_OPERATION_LIST.rawValue
        #expect(
            seen == [
                Seen(operation: operation, status: 0, isLast: false, results: ["page"]),
                Seen(operation: operation, status: CODELAB_DONE.rawValue, isLast: true),
            ])
    }

    @Test("A single step is the last event, and returns the watch or the pager, also after a failure")
    func steps() throws {
        for reply in [.instance, .error(403)] as [Reply] {
            let watch = try TestClient().watch()
            var job = Job.watch(watch.pointer)
            job.isStep = true
            job.begin()
            _ = try transport.drive(watch, [reply])
            let seen = deliver(&job)
            #expect(seen.isLast && seen.results.last == "watch")
            // It is the caller's now.
            job.discard()
            _ = watch.status
        }
        let pager = try TestClient().pager()
        var job = Job.list(pager.pointer)
        job.isStep = true
        job.begin()
        _ = try transport.drive(pager, [.response(200, Body.page(["a"], total: 2))])
        #expect(deliver(&job).results == ["page", "pager"])
        job.discard()
        #expect(try transport.nextPage(pager, [.response(200, Body.page(["b"], total: 2))]).ids == ["b"])
    }

    @Test("A job that is dropped frees its operation in every state")
    func discard() throws {
        let client = try TestClient.password()
        var record = codelab_error()
        try withUnsafeMutablePointer(to: &record) { record in
            let report = Report(record)
            let jobs = [
                try Job.call(client.pointer, CallArguments(CODELAB_OPERATION_OPEN), deadlineMs: .max, report),
                Job.watch(
                    try withBytes("a") { try Watch.make(client.pointer, id: $0, PollSchedule(nil, report), report) }),
                Job.list(try Pager.instances(client.pointer, nil, report)),
            ]
            for index in jobs.indices {
                #expect(
                    jobs[index].client == client.pointer && jobs[index].owner == UnsafeMutableRawPointer(client.pointer)
                )
                jobs[index].begin()
                // The first one fetches a token, and the others wait for that.
                if case .finished = jobs[index].next(transport.now, record) { Issue.record("it has not begun") }
            }
            for (job, interruption) in zip(jobs, [.cancelled, .deadline, .cancelled] as [Interruption]) {
                job.interrupt(interruption, nil, transport.now, record)
                if case .finished = job.next(transport.now, record) {} else { Issue.record("it goes on") }
                job.runOutOfMemory(record)
                job.discard()
            }
        }
    }
}

import CCodelab
import CSchema
import Platform
import Testing

@testable import Service

/// Headers of an answer, by name.
struct SampleHeaders: HeaderSource {
    var date: Literal?

    func header(_ name: Literal) -> Bytes? {
        name.bytes == "Date" ? date?.bytes : nil
    }
}

/// Takes the answer as a call does, and frees it again.
func take(
    _ text: String, as kind: ResponseKind, httpStatus: Int32 = 200, date: Literal? = nil,
    _ body: (UnsafeMutableRawPointer) throws -> Void
) rethrows -> Told? {
    var block = filledBlock(Array(text.utf8), headBytes: headBytes(kind))
    defer { block.removeAll() }
    var record = codelab_error()
    return try withUnsafeMutablePointer(to: &record) { record in
        let head = ResponseHead(httpStatus: httpStatus, headers: SampleHeaders(date: date))
        let answer: UnsafeMutableRawPointer
        do throws(Failure) {
            answer = try takeResponse(kind, head, &block, "asking", receivedMs: 77, Report(record))
        } catch {
            let failure: DecodingFailure = told(record)
            return Told(status: failure.status, message: failure.message)
        }
        defer { freeResponse(answer) }
        try body(answer)
        return nil
    }
}

@Suite("A page holds whole elements of its kind")
struct DecodingPageTests {
    /// Mon, 07 Dec 2021 01:50:05 GMT
    private let dateMs: Int64 = 1_638_841_805_000

    @Test("Elements of a list have the functions of an instance")
    func instances() throws {
        let body = """
            {"current":0,"data":[
             {"id":"a","status":"RUNNING","url":"https://h/a","token":"t&","lease":{"create_at":1638841804000,"duration":3000}},
             null,
             {"id":"b","current_time":5,"lease":{"create_at":1,"duration":2,"enable":true}},
             {"id":"c","url":"https://h/c"}],
             "pages":1,"size":50,"total":9000000000}
            """
        let failure = try take(body, as: .instancePage, date: "Mon, 07 Dec 2021 01:50:05 GMT") { answer in
            let page = answer.assumingMemoryBound(to: codelab_page.self).pointee
            #expect(page.struct_size == UInt32(MemoryLayout<codelab_page>.size))
            #expect(page.current == 0 && page.pages == 1 && page.size == 50 && page.total == 9_000_000_000)
            #expect(page.images == nil && page.flavors == nil)
            #expect(page.images_count == 0 && page.flavors_count == 0)
            #expect(page.instances_count == 3)
            let pointers = try #require(page.instances)
            let (first, second, third) = try (
                #require(pointers[0]), #require(pointers[1]), #require(pointers[2])
            )
            #expect(text(first.pointee.id) == "a" && text(second.pointee.id) == "b" && text(third.pointee.id) == "c")
            #expect(first.pointee.isReady && !second.pointee.isReady)
            #expect(text(browserURL(first)) == "https://h/a?token=t%26")
            #expect(browserURL(second) == nil && text(browserURL(third)) == "https://h/c")
            for instance in [first, second, third] {
                #expect(receivedMs(instance) == 77)
                #expect(instance.pointee.struct_size == UInt32(MemoryLayout<codelab_instance>.size))
            }
            #expect(first.pointee.current_time_ms == dateMs && second.pointee.current_time_ms == 5)
            #expect(first.pointee.lease?.pointee.deadline_ms == dateMs + 2000)
            #expect(first.pointee.lease?.pointee.remaining_ms == 2000)
            #expect(first.pointee.leaseRemainingMs(elapsedMs: 500) == 1500)
            #expect(second.pointee.lease?.pointee.remaining_ms == 0)
        }
        #expect(failure == nil)
    }

    @Test("Of images")
    func images() throws {
        let failure = try take(
            #"{"data":[{"id":"a","currentTag":"t","size":5094544544,"arch":"aarch64"},{"id":"b","tag":"u"}]}"#,
            as: .imagePage
        ) { answer in
            let page = answer.assumingMemoryBound(to: codelab_page.self)
            let images = try #require(elements(page.pointee.images, page.pointee.images_count))
            #expect(images.map { text($0.id) } == ["a", "b"])
            #expect(images.map { text($0.tag) } == ["t", "u"])
            #expect(images.map(\.arch) == [2, 0])
            #expect(images.map(\.size) == [5_094_544_544, .min])
            #expect(page.pointee.total == .min && page.pointee.instances == nil)
            #expect(pageElementCount(page) == 2 && text(elementID(page, at: 0)) == "a")
        }
        #expect(failure == nil)
    }

    @Test("Of flavors, with numbers where others have texts")
    func flavors() throws {
        let body = """
            {"data":[{"id":"modelarts.vm.cpu.free","arch":"X86_64","category":"CPU","feature":"DEFAULT","free":true,
             "memory":8388608,"vcpus":2,"sold_out":false,"billing":{"code":"c","unitNum":1},"storages":["EFS","EVS"]},
             {"id":"g","category":"gpu","gpu":{"gpu":1,"gpu_memory":"32GB","type":"V100"},"evs_max_size":4096},
             {"id":"n","category":"ASCEND","ascend":{"npu":8,"npu_memory":0,"ai_core":30.5,"ai_cpu":"7"}}]}
            """
        let failure = try take(body, as: .flavorPage) { answer in
            let page = answer.assumingMemoryBound(to: codelab_page.self)
            let flavors = try #require(elements(page.pointee.flavors, page.pointee.flavors_count))
            #expect(flavors.map(\.category) == [1, 2, 3])
            #expect(flavors.map(\.free) == [1, -1, -1] && flavors.map(\.sold_out) == [0, -1, -1])
            #expect(flavors.map(\.memory_kib) == [8_388_608, .min, .min])
            #expect(flavors[0].feature == 1 && flavors[0].arch == 1 && flavors[0].vcpus == 2)
            #expect(flavors[0].billing?.pointee.unit_num == 1 && text(flavors[0].billing?.pointee.code) == "c")
            #expect(texts(flavors[0].storages, flavors[0].storages_count) == ["EFS", "EVS"])
            #expect(text(flavors[1].category_text) == "gpu" && text(flavors[1].evs_max_size) == "4096")
            #expect(text(flavors[1].gpu?.pointee.gpu_memory) == "32GB" && flavors[1].gpu?.pointee.gpu == 1)
            #expect(text(flavors[2].ascend?.pointee.npu_memory) == "0" && flavors[2].ascend?.pointee.npu == 8)
            #expect(text(flavors[2].ascend?.pointee.ai_core) == "30.5")
            #expect(text(flavors[2].ascend?.pointee.ai_cpu) == "7")
            #expect(text(elementID(page, at: 0)) == "modelarts.vm.cpu.free")
        }
        #expect(failure == nil)
    }

    @Test(
        "Flavors come under one of two names, or under both",
        arguments: [
            (#"{"data":[{"id":"a"}]}"#, ["a"]), (#"{"flavors":[{"id":"a"}]}"#, ["a"]),
            (#"{"data":[{"id":"a"}],"flavors":[{"id":"b"}]}"#, ["a"]),
            (#"{"flavors":[{"id":"b"}],"data":[{"id":"a"}]}"#, ["a"]),
            (#"{"data":[],"flavors":[{"id":"b"}]}"#, ["b"]), (#"{"flavors":[{"id":"b"}],"data":null}"#, ["b"]),
            (#"{"data":[],"flavors":null}"#, []), (#"{"data":[]}"#, []), (#"{"flavors":[]}"#, []), ("{}", nil),
        ] as [(String, [String]?)])
    func flavorNames(_ body: String, _ ids: [String]?) {
        let failure = take(body, as: .flavorPage) { answer in
            let page = answer.assumingMemoryBound(to: codelab_page.self)
            let flavors = elements(page.pointee.flavors, page.pointee.flavors_count)
            #expect(flavors?.map { text($0.id) ?? "" } == ids)
            #expect(pageElementCount(page) == ids?.count ?? 0)
            #expect(text(elementID(page, at: 0)) == ids?.first)
        }
        #expect(failure == nil)
    }

    @Test(
        "An invalid answer is refused, and the message names the expected value",
        arguments: [
            (.instance, "", "the response has no body, expected an instance"),
            (.lease, "", "the response has no body, expected a lease"),
            (.image, "", "the response has no body, expected an image"),
            (.instancePage, "", "the response has no body, expected a list of instances"),
            (
                .imagePage, "[]",
                "the response is not valid as a list of images: expected an object, found an array"
            ),
            (.flavorPage, #"{"data":{}}"#, "a list of flavors: data: expected an array"),
            (
                .instancePage, #"{"data":[{},{"id":7}]}"#,
                "a list of instances: data[1].id: expected a string, found a number"
            ),
            (.lease, "<html>", "the response is an HTML page, not JSON"),
        ] as [(ResponseKind, String, String)])
    func refused(_ kind: ResponseKind, _ body: String, _ message: String) {
        let failure = take(body, as: kind) { _ in Issue.record("\(body)") }
        #expect(failure?.status == "CODELAB_E_PROTOCOL")
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    @Test(
        "An error instead of an answer is reported in every call",
        arguments: [.instance, .lease, .image, .instancePage, .imagePage, .flavorPage] as [ResponseKind])
    func errors(_ kind: ResponseKind) {
        let body = #"{"error_code":"ModelArts.6309","error_msg":"it is gone","request_id":"r"}"#
        for httpStatus in [200, 400] as [Int32] {
            let failure = take(body, as: kind, httpStatus: httpStatus) { _ in Issue.record("taken") }
            #expect(failure?.message.contains("it is gone") == true)
            #expect(failure?.message.hasPrefix("asking failed") == true)
        }
        let other = take(#"{"errorCode":"X.1","errorMsg":"m"}"#, as: kind) { _ in Issue.record("taken") }
        #expect(other?.message.contains("X.1") == true)
    }
}

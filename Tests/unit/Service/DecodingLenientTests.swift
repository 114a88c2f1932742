import CCodelab
import CSchema
import Platform
import Testing

@testable import Service

@Suite("A value of a wrong type does not fail an answer that is right otherwise")
struct DecodingLenientTests {
    /// Members of a structure of the table, and what they are read as.
    private struct Case: Sendable {
        let json: String
        let dropped: [String]
        let check: @Sendable (codelab_instance) -> Bool

        init(_ json: String, _ dropped: [String] = [], _ check: @escaping @Sendable (codelab_instance) -> Bool) {
            self.json = json
            self.dropped = dropped
            self.check = check
        }
    }

    @Test(
        "Integers",
        arguments: [
            (#""5""#, 5), (#""-1""#, -1), (#""3600000""#, 3_600_000), (#""5.0""#, 5), (#""36e5""#, 3_600_000),
            ("5.0", 5), ("1e3", 1000), (#""9223372036854775807""#, .max), ("null", .min),
            (#""9223372036854775808""#, nil), ("9223372036854775808", nil), ("1.5", nil), (#""1.5""#, nil),
            (#""""#, nil), (#"" 5""#, nil), (#""5 ""#, nil), (#""5GB""#, nil), (#""05""#, nil), (#""+5""#, nil),
            (#""5\u0000""#, nil), (#""\ud800""#, nil), ("true", nil), ("{}", nil), ("[5]", nil), ("1e400", nil),
        ] as [(String, Int64?)])
    func integers(_ json: String, _ value: Int64?) {
        check(#"{"volume":{"usage":7,"capacity":\#(json)}}"#, value == nil ? ["volume.capacity"] : []) { instance in
            instance.volume?.pointee.capacity == value ?? .min && instance.volume?.pointee.usage == 7
        }
        // What an earlier member of that name gave goes too.
        check(#"{"create_at":1,"create_at":\#(json)}"#, value == nil ? ["create_at"] : []) {
            $0.create_at_ms == value ?? .min
        }
    }

    @Test(
        "Booleans",
        arguments: [
            ("true", 1), (#""true""#, 1), (#""False""#, 0), (#""TRUE""#, 1), ("1", 1), ("0", 0), (#""1""#, 1),
            (#""0""#, 0), ("null", -1), ("2", nil), ("-1", nil), ("1.0", nil), (#""yes""#, nil), (#""""#, nil),
            ("[]", nil), ("{}", nil),
        ] as [(String, Int32?)])
    func booleans(_ json: String, _ value: Int32?) {
        check(#"{"is_need_credentials":\#(json),"id":"a"}"#, value == nil ? ["is_need_credentials"] : []) {
            $0.is_need_credentials == value ?? -1 && text($0.id) == "a"
        }
    }

    @Test(
        "Texts",
        arguments: [
            ("4", "4"), ("3.10", "3.10"), ("-1e5", "-1e5"), ("true", "true"), ("false", "false"), ("null", ""),
            ("{}", nil), ("[]", nil), (#"["a"]"#, nil), (#""a\u0000b""#, nil), (#""a\ud800b""#, nil),
        ] as [(String, String?)])
    func texts(_ json: String, _ value: String?) {
        let isAbsent = value?.isEmpty ?? true
        check(#"{"jupyter_version":\#(json),"ip":\#(json) }"#, value == nil ? ["jupyter_version", "ip"] : []) {
            text($0.jupyter_version) == (isAbsent ? nil : value) && text($0.ip) == (isAbsent ? nil : value)
        }
    }

    @Test("Words and numbers")
    func words() {
        check(#"{"feature":7,"lease":{"type":true}}"#, []) {
            $0.feature == 0 && text($0.feature_text) == "7" && text($0.lease?.pointee.type_text) == "true"
        }
        check(#"{"feature":"DEFAULT","feature":{"a":1}}"#, ["feature"]) { $0.feature == 0 && $0.feature_text == nil }
        check(#"{"custom_spec":{"gpu":"0.5","cpu":"x","memory":true}}"#, ["custom_spec.cpu", "custom_spec.memory"]) {
            $0.custom_spec?.pointee.gpu == 0.5 && $0.custom_spec?.pointee.cpu == -1
        }
    }

    @Test("Objects and arrays, and elements of arrays")
    func containers() {
        let wrong = ["1", "true", #""x""#, "[1,[2]]"]
        for json in wrong {
            check(#"{"image":{"id":"i"},"image":\#(json),"id":"a"}"#, ["image"]) {
                $0.image == nil && text($0.id) == "a"
            }
        }
        for json in ["1", "true", #""x""#, #"{"a":[1]}"#] {
            check(#"{"tags":[{"key":"k"}],"tags":\#(json),"billing_items":\#(json)}"#, ["tags", "billing_items"]) {
                $0.tags == nil && $0.tags_count == 0 && $0.billing_items == nil && $0.billing_items_count == 0
            }
        }
        check(
            #"{"tags":[1,{"key":"k"},"x",null,{"value":[]},[]]}"#, ["tags[0]", "tags[2]", "tags[4].value", "tags[5]"]
        ) {
            elements($0.tags, $0.tags_count)?.map { text($0.key) } == ["k", nil]
        }
        let items = #"["A",5,{},"B",true,[1],null,"a\u0000","C",{"x":[]},"D"]"#
        let dropped = [2, 5, 7, 9].map { "billing_items[\($0)]" }
        check(#"{"billing_items":\#(items),"name":"n"}"#, dropped) {
            ServiceTests.texts($0.billing_items, $0.billing_items_count) == ["A", "5", "B", "true", "C", "D"]
                && text($0.name) == "n"
        }
    }

    @Test("The second spelling is used if the first was dropped")
    func aliases() {
        check(#"{"lease":{"create_time":5,"create_at":"soon"}}"#, ["lease.create_at"]) {
            $0.lease?.pointee.create_at_ms == 5
        }
    }

    @Test("All of many dropped values are listed")
    func many() {
        let list = (0..<3000).map { $0 % 3 == 0 ? "\"\($0)\"" : "[]" }.joined(separator: ",")
        let dropped = (0..<3000).filter { $0 % 3 != 0 }.map { "billing_items[\($0)]" }
        check("{\"billing_items\":[\(list)]}", dropped) { $0.billing_items_count == 1000 }
    }

    @Test(
        "Ids, statuses and the outer shape must be right in a whole response and in an element of a page",
        arguments: [
            (.instance, #"{"id":7}"#, "id"), (.instance, #"{"id":"a\u0000"}"#, "id"),
            (.instance, #"{"id":"\ud800"}"#, "id"), (.instance, #"{"status":1}"#, "status"),
            (.instance, #"{"status":["RUNNING"]}"#, "status"), (.image, #"{"id":{}}"#, "id"),
            (.instancePage, #"{"data":{}}"#, "data"), (.instancePage, #"{"data":[1]}"#, "data[0]"),
            (.instancePage, #"{"data":[{},{"status":true}]}"#, "data[1].status"),
            (.imagePage, #"{"data":[{"id":1}]}"#, "data[0].id"),
            (.flavorPage, #"{"flavors":[{"id":1}]}"#, "flavors[0].id"),
            (.flavorPage, #"{"flavors":""}"#, "flavors"),
        ] as [(ResponseKind, String, String)])
    func strictFields(_ kind: ResponseKind, _ body: String, _ path: String) {
        #expect(decode(body, as: kind).failure?.path == path)
        #expect(decode(body, as: kind).failure?.status == "CODELAB_E_PROTOCOL")
    }

    @Test("In a part of a result, id and status are dropped like any other field")
    func strictFieldsOfParts() {
        check(#"{"image":{"id":7,"status":[]},"pool":{"id":{}}}"#, ["image.status", "pool.id"]) {
            text($0.image?.pointee.id) == "7"
        }
        let page = decode(#"{"data":[{"id":"a","image":{"id":[]}}]}"#, as: .instancePage)
        #expect(page.isValue)
    }

    @Test("Invalid JSON is refused also in a value that would be dropped")
    func syntax() {
        for json in ["[1,]", "{\"a\" 1}", "tru", "\"\u{1}\"", "01", String(repeating: "[", count: 200)] {
            #expect(decode("{\"name\":\(json)}").failure?.status == "CODELAB_E_PROTOCOL", "\(json)")
        }
    }

    @Test("Every field accepts every kind of value, and reads valid values as in strict mode")
    func everyField() {
        for table in Table.all {
            for field in table.fields where field.is_strict == 0 {
                for sample in ["\"x\"", "\"1\"", "1", "1.5", "true", "{}", "[]", "[1,{}]", #""\ud800""#, #""\u0000""#] {
                    let body = table.wrap("{\"\(field.keyText)\":\(sample)}")
                    let name: Comment = "\(table.name).\(field.keyText) \(sample)"
                    let isRight = decode(body, as: table.kind, isStrict: true).failure == nil
                    let decoded = decode(body, as: table.kind) { answer in
                        #expect(!isRight || droppedPaths(table.kind, answer).count == 0, name)
                    }
                    #expect(decoded.failure == nil, name)
                }
            }
        }
    }

    private func check(_ json: String, _ dropped: [String], _ body: (codelab_instance) -> Bool) {
        let decoded = decode(json) { document in
            let instance = document.pointee.instance
            #expect(body(instance), "\(json)")
            #expect((ServiceTests.texts(instance.dropped, instance.dropped_count) ?? []) == dropped, "\(json)")
        }
        #expect(decoded.isValue, "\(json)")
        let isStrictlyRight = decode(json, isStrict: true).failure == nil
        #expect(!isStrictlyRight || dropped.isEmpty, "\(json)")
    }
}

@Suite("A page says what was dropped, and so does each of its elements")
struct DecodingLenientPageTests {
    @Test("A fraction of a GPU is kept, and a wrong value of one flavor does not lose the others")
    func flavors() throws {
        let body = """
            {"current":"2","total":[],"data":[
             {"id":"a","gpu":{"gpu":4,"gpu_memory":128}},
             {"id":"b","gpu":{"gpu":0.5},"vcpus":1.5,"ascend":{"npu":"0.25"}},
             {"id":"c","gpu":{"gpu":{}},"free":"no","ascend":{"npu":9007199254740993}}]}
            """
        let decoded = try decode(body, as: .flavorPage) { answer in
            let page = answer.assumingMemoryBound(to: codelab_page.self).pointee
            let flavors = try #require(elements(page.flavors, page.flavors_count))
            #expect(flavors.map { text($0.id) } == ["a", "b", "c"])
            #expect(flavors.map { $0.gpu?.pointee.gpu } == [4, .min, .min])
            #expect(flavors.map { $0.gpu?.pointee.gpu_amount } == [4, 0.5, -1])
            #expect(flavors.map { $0.ascend?.pointee.npu } == [nil, .min, 9_007_199_254_740_993])
            #expect(flavors[1].ascend?.pointee.npu_amount == 0.25)
            let dropped = flavors.map { texts($0.dropped, $0.dropped_count) ?? [] }
            #expect(dropped == [[], ["vcpus"], ["gpu.gpu", "free"]])
            #expect(page.current == 2 && page.total == .min)
            let all = ["total", "data[1].vcpus", "data[2].gpu.gpu", "data[2].free"]
            #expect(texts(page.dropped, page.dropped_count) == all)
        }
        #expect(decoded.isValue)
    }

    @Test("A lease and an image as whole responses")
    func others() {
        decode(#"{"duration":"3600000","enable":{}}"#, as: .lease) { answer in
            let lease = answer.assumingMemoryBound(to: codelab_lease.self).pointee
            #expect(lease.duration_ms == 3_600_000 && texts(lease.dropped, lease.dropped_count) == ["enable"])
        }
        decode(#"{"id":"i","size":"big","tags":[{"key":"k"},0]}"#, as: .image) { answer in
            let image = answer.assumingMemoryBound(to: codelab_image.self).pointee
            #expect(texts(image.dropped, image.dropped_count) == ["size", "tags[1]"])
        }
    }
}

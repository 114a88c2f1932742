import CCodelab
import CSchema
import Platform
import Testing

@testable import Service

@Suite("Both spellings of the service's pages are read")
struct DecodingFieldTests {
    @Test(
        "The times of a lease",
        arguments: [
            ("as the tables say", #"{"create_time":1,"update_time":2}"#, 1, 2),
            ("as the samples say", #"{"create_at":1,"update_at":2}"#, 1, 2),
            ("both, the samples first", #"{"create_at":1,"create_time":9,"update_at":2,"update_time":9}"#, 1, 2),
            ("both, the tables first", #"{"create_time":9,"create_at":1,"update_time":9,"update_at":2}"#, 1, 2),
            (
                "null under the first name", #"{"create_at":null,"create_time":1,"update_time":2,"update_at":null}"#, 1,
                2
            ),
            (
                "taken away again under the first name",
                #"{"create_time":1,"create_at":5,"create_at":null,"update_at":2}"#, 1, 2
            ),
            ("under neither name", "{}", .min, .min),
        ] as [(Comment, String, Int64, Int64)])
    func leaseTimes(_ name: Comment, _ lease: String, _ created: Int64, _ updated: Int64) {
        let decoded = decode("{\"lease\":\(lease)}") { document in
            #expect(document.pointee.instance.lease?.pointee.create_at_ms == created, name)
            #expect(document.pointee.instance.lease?.pointee.update_at_ms == updated, name)
        }
        #expect(decoded.isValue, name)
    }

    @Test(
        "The text of a step, the service of an endpoint and the tag of an image",
        arguments: [
            (#""first":"a""#, "a"), (#""second":"a""#, "a"), (#""first":"a","second":"b""#, "a"),
            (#""second":"b","first":"a""#, "a"), (#""first":null,"second":"a""#, "a"),
            (#""second":"a","first":null"#, "a"), (#""first":"","second":"b""#, ""), ("", nil),
        ] as [(String, String?)])
    func texts(_ members: String, _ expected: String?) {
        func object(_ first: String, _ second: String) -> String {
            "{\(members.replacing("first", with: first).replacing("second", with: second))}"
        }
        let body = """
            {"action_progress":[\(object("description", "step_description"))],
             "endpoints":[\(object("service", "dev_service"))],"image":\(object("tag", "currentTag"))}
            """
        let decoded = decode(body) { document in
            let instance = document.pointee.instance
            #expect(text(elements(instance.action_progress, 1)?.first?.description) == expected)
            #expect(text(elements(instance.endpoints, 1)?.first?.service) == expected)
            #expect(text(instance.image?.pointee.tag) == expected)
        }
        #expect(decoded.isValue)
    }

    @Test(
        "The key pairs of an endpoint",
        arguments: [
            (#"{"key_pair_names":["a","b"]}"#, ["a", "b"]), (#"{"ssh_keys":["a"]}"#, ["a"]),
            (#"{"ssh_keys":["old"],"key_pair_names":["new"]}"#, ["new"]),
            (#"{"key_pair_names":["new"],"ssh_keys":["old","er"]}"#, ["new"]),
            (#"{"key_pair_names":[],"ssh_keys":["old"]}"#, []),
            (#"{"key_pair_names":null,"ssh_keys":["old"]}"#, ["old"]),
            ("{}", nil),
        ] as [(String, [String]?)])
    func keyPairs(_ endpoint: String, _ expected: [String]?) throws {
        try decode("{\"endpoints\":[\(endpoint)]}") { document in
            let instance = document.pointee.instance
            let endpoint = try #require(elements(instance.endpoints, instance.endpoints_count)?.first)
            #expect(ServiceTests.texts(endpoint.key_pair_names, endpoint.key_pair_names_count) == expected)
            #expect(endpoint.key_pair_names_count == Int64(expected?.count ?? 0))
        }
    }

    @Test(
        "Words, in any case, known or not",
        arguments: [
            ("RUNNING", 6), ("running", 6), ("Create_Failed", 9), ("FROZEN", 14), ("MIGRATING", 0), ("", 0),
            ("RUNNING ", 0),
            ("RUNNIN", 0), ("\u{FF32}UNNING", 0), ("A_WORD_OF_MORE_THAN_SIXTEEN_BYTES", 0),
        ])
    func words(_ word: String, _ value: Int32) {
        decode("{\"status\":\"\(word)\"}") { document in
            #expect(document.pointee.instance.status == value)
            #expect(text(document.pointee.instance.status_text) == word)
        }
    }

    @Test("Absent, null and empty arrays")
    func arrays() {
        let arrays = ["action_progress", "endpoints", "data_volumes", "billing_items", "tags"]
        for name in arrays {
            for (json, count) in [("[]", 0), ("[null]", 0), ("null", -1)] {
                decode("{\"\(name)\":\(json)}") { document in
                    let instance = document.pointee.instance
                    let found: [String: (Bool, Int64)] = [
                        "action_progress": (instance.action_progress != nil, instance.action_progress_count),
                        "endpoints": (instance.endpoints != nil, instance.endpoints_count),
                        "data_volumes": (instance.data_volumes != nil, instance.data_volumes_count),
                        "billing_items": (instance.billing_items != nil, instance.billing_items_count),
                        "tags": (instance.tags != nil, instance.tags_count),
                    ]
                    #expect(found[name]?.0 == (count == 0), "\(name) \(json)")
                    #expect(found[name]?.1 == 0, "\(name) \(json)")
                }
            }
        }
    }

    @Test("The last of equal keys replaces the others completely")
    func duplicates() throws {
        let body = """
            {"id":"a","status":"CREATING","tags":[{"key":"x"},{"key":"y"}],"image":{"id":"1","name":"n"},
             "id":"b","status":"ERROR","tags":[{"key":"z"}],"image":{"id":"2"},"url":"https://x","url":null,
             "is_need_credentials":true,"is_need_credentials":null,"feature":"DEFAULT","feature":null,
             "custom_spec":{"gpu":1,"gpu":null,"gpu_type":"t"},"billing_items":["ALL"],"billing_items":null}
            """
        let decoded = try decode(body) { document in
            let instance = document.pointee.instance
            #expect(text(instance.id) == "b")
            #expect(instance.status == 12)
            #expect(elements(instance.tags, instance.tags_count)?.map { text($0.key) } == ["z"])
            #expect(text(instance.image?.pointee.id) == "2")
            #expect(instance.image?.pointee.name == nil)
            #expect(instance.url == nil && document.pointee.browser_url == nil)
            #expect(instance.is_need_credentials == -1)
            #expect(instance.feature == 0 && instance.feature_text == nil)
            let spec = try #require(instance.custom_spec?.pointee)
            #expect(spec.gpu == -1 && text(spec.gpu_type) == "t")
            #expect(instance.billing_items == nil && instance.billing_items_count == 0)
        }
        #expect(decoded.isValue)
    }

    @Test(
        "Steps are sorted, and equal ones stay in their order",
        arguments: [
            [], [1], [1, 2, 3, 4], [4, 3, 2, 1], [2, 1, 2, 1, 2], [3, 1, 2], [1, 1, 1], [5, -1, 0],
            (0..<1000).map { ($0 * 7919) % 101 }, (0..<257).map { 257 - $0 },
        ] as [[Int]])
    func steps(_ order: [Int]) throws {
        let list = order.enumerated().map { "{\"step\":\($1),\"description\":\"\($0)\"}" }.joined(separator: ",")
        try decode("{\"action_progress\":[\(list)]}") { document in
            let instance = document.pointee.instance
            let steps = try #require(elements(instance.action_progress, instance.action_progress_count))
            let expected = order.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
            #expect(steps.map { Int($0.step) } == expected.map(\.element))
            #expect(steps.map { text($0.description) } == expected.map { "\($0.offset)" })
        }
    }

    @Test("Steps without a number come first, in their order")
    func stepsWithoutNumber() throws {
        let body = #"{"action_progress":[{"step":1},{"description":"a"},{"step":null,"description":"b"}]}"#
        try decode(body) { document in
            let instance = document.pointee.instance
            let steps = try #require(elements(instance.action_progress, instance.action_progress_count))
            #expect(steps.map { text($0.description) } == ["a", "b", nil])
        }
    }

    @Test(
        "The address for a browser",
        arguments: [
            (#""url":"https://h/lab","token":"t-1._~""#, "https://h/lab?token=t-1._~"),
            (#""token":"t","url":"https://h/lab?a=b""#, "https://h/lab?a=b&token=t"),
            (#""url":"https://h/lab#top","token":"t""#, "https://h/lab?token=t#top"),
            (#""url":"https://h/lab?a#b?c","token":"t""#, "https://h/lab?a&token=t#b?c"),
            (#""url":"https://h/lab","token":"a b/+&=é""#, "https://h/lab?token=a%20b%2F%2B%26%3D%C3%A9"),
            (#""url":"https://h/lab""#, "https://h/lab"), (#""url":"https://h/lab","token":"""#, "https://h/lab"),
            (#""token":"t""#, nil), (#""url":"","token":"t""#, nil), (#""url":null,"token":"t""#, nil),
        ] as [(String, String?)])
    func browserURL(_ members: String, _ expected: String?) {
        decode("{\(members)}") { document in
            #expect(text(document.pointee.browser_url) == expected)
        }
    }

    @Test("Keys are recognised in any order")
    func order() throws {
        for table in Table.all {
            let fields = table.fields.filter { $0.kind == .text && !$0.isAlias }
            let half = (fields.count + 1) / 2
            let mixed = (0..<half).flatMap { [fields[$0]] + fields[half...].dropFirst($0).prefix(1) }
            for order in [fields, fields.reversed(), fields.sorted { $0.keyText < $1.keyText }, mixed] {
                #expect(order.count == fields.count)
                let members = order.map { "\"\($0.keyText)\":\"of \($0.keyText)\",\"other\":[]" }
                let decoded = try decode(table.wrap("{\(members.joined(separator: ","))}"), as: table.kind) { answer in
                    let place = try #require(table.place(in: answer))
                    for field in fields {
                        let found = place.load(fromByteOffset: Int(field.offset), as: UnsafePointer<CChar>?.self)
                        #expect(text(found) == "of \(field.keyText)", "\(table.name)")
                    }
                }
                #expect(decoded.isValue, "\(table.name): \(decoded)")
            }
        }
    }

    @Test("An array of texts beyond the first piece of memory is whole")
    func manyTexts() throws {
        for count in [1, 100, 20_000] {
            let list = (0..<count).map { "\"\($0)\"" }.joined(separator: ", null, ")
            let decoded = decode("{\"billing_items\":[\(list)],\"data_volumes\":[{\"url\":\"u\"}]}") { document in
                let instance = document.pointee.instance
                #expect(instance.billing_items_count == count)
                #expect((0..<count).allSatisfy { text(instance.billing_items?[$0]) == String($0) })
                #expect(text(elements(instance.data_volumes, 1)?.first?.url) == "u")
            }
            #expect(decoded.isValue)
        }
    }

    @Test("Structures work beyond the first piece of memory")
    func manyStructures() throws {
        let list = (0..<20_000).map { "{\"key\":\"k\($0)\",\"value\":\"v\"}" }.joined(separator: ",")
        let decoded = try decode("{\"tags\":[\(list)]}") { document in
            let instance = document.pointee.instance
            let tags = try #require(elements(instance.tags, instance.tags_count))
            #expect(tags.count == 20_000)
            #expect(tags.enumerated().allSatisfy { text($1.key) == "k\($0)" && text($1.value) == "v" })
        }
        #expect(decoded.isValue)
    }
}

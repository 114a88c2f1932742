import CCodelab
import CSchema
import Foundation
import Platform
import Testing

@testable import Service

@Suite("An instance is decoded with every value in its place")
struct DecodingInstanceTests {
    private func body(_ name: String) throws -> String {
        let unit = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: unit.appending(path: "../scenarios/bodies/\(name).json"), encoding: .utf8)
    }

    @Test("The documented example")
    func documentedExample() throws {
        let decoded = try decode(body("documented-example")) { document in
            let instance = document.pointee.instance
            #expect(instance.struct_size == UInt32(MemoryLayout<codelab_instance>.size))
            #expect(instance.status == 2)
            #expect(text(instance.status_text) == "CREATING")
            #expect(instance.feature == 1)
            #expect(text(instance.feature_text) == "DEFAULT")
            #expect(text(instance.flavor) == "modelarts.vm.cpu.free")
            #expect(text(instance.id) == "f9937afa-ca78-45b6-bc12-7ecf42553c48")
            #expect(text(instance.name) == "notebook_5ee4bf0e")
            #expect(text(instance.token) == "58ba50c6-e8ff-245c-4840-49e51aa70737")
            #expect(text(instance.workspace_id) == "0")
            #expect(instance.create_at_ms == 1_638_841_805_440)
            #expect(instance.update_at_ms == 1_638_841_805_440)
            #expect(instance.current_time_ms == Absent.integer)
            #expect(instance.is_need_credentials == -1)
            for absent in [instance.description, instance.fail_reason, instance.url, instance.user_id, instance.ip] {
                #expect(absent == nil)
            }
            #expect(instance.endpoints == nil && instance.data_volumes == nil && instance.billing_items == nil)
            #expect(instance.tags == nil && instance.pool == nil && instance.volume == nil && instance.user == nil)
            #expect(instance.custom_spec == nil && instance.affinity == nil && instance.run_user == nil)
            #expect(instance.user_vpc == nil && document.pointee.browser_url == nil)

            let steps = try #require(elements(instance.action_progress, instance.action_progress_count))
            #expect(steps.map(\.step) == [1, 2, 3, 4])
            #expect(steps.allSatisfy { $0.status == 1 && text($0.status_text) == "WAITING" && $0.notebook_id == nil })
            #expect(steps.allSatisfy { $0.struct_size == UInt32(MemoryLayout<codelab_step>.size) })
            #expect(
                steps.map { text($0.description) } == [
                    "Prepare the storage.", "Prepare the compute resource.", "Configuring the network.",
                    "Initialize the notebook instance.",
                ])

            let image = try #require(instance.image?.pointee)
            #expect(text(image.description) == "description")
            #expect(text(image.id) == "e1a07296-22a8-4f05-8bc8-e936c8e54090")
            #expect(text(image.name) == "notebook2.0-mul-kernel-cpu-cp36")
            #expect(text(image.swr_path) == ".xxxx.com/atelier/notebook2.0-mul-kernel-cpu-cp36:3.3.2-release_v1")
            #expect(text(image.tag) == "3.3.2-release_v1")
            #expect(image.type == 1)
            #expect(text(image.type_text) == "BUILD_IN")
            #expect(image.size == Absent.integer && image.arch == 0 && image.arch_text == nil)

            let lease = try #require(instance.lease?.pointee)
            #expect(lease.create_at_ms == 1_638_841_805_439)
            #expect(lease.update_at_ms == 1_638_841_805_439)
            #expect(lease.duration_ms == 3_600_000)
            #expect(lease.enable == 1)
            #expect(lease.type == 0 && lease.type_text == nil)
        }
        #expect(decoded.isValue)
    }

    /// Fills every key of each table with a unique value, and looks for that value in the structure.
    @Test("Every key of every table fills its own field, and no other")
    func everyField() throws {
        for table in Table.all {
            for field in table.fields {
                let key = field.keyText
                let sample = Sample(field.kind)
                let text = table.wrap("{\"\(key)\":\(sample.json)}")
                let decoded = try decode(text, as: table.kind) { answer in
                    let place = try #require(table.place(in: answer))
                    try sample.check(field, key, place, table)
                }
                if field.kind == .code, !table.name.contains(".") {
                    guard case .serviceError(let code, _, _) = decoded else {
                        Issue.record("\(key)")
                        continue
                    }
                    #expect(code == "value")
                } else {
                    #expect(decoded.isValue, "\(table.name).\(key): \(decoded)")
                }
            }
        }
    }

    @Test("All keys of the API documents are in the tables")
    func factsAreCovered() throws {
        let page = """
            current data pages size total error_code error_msg error_message errorCode errorMsg request_id
            """
        let expected: [String: String] = [
            "document": """
            action_progress affinity billing_items create_at current_time custom_spec data_volumes description \
            endpoints fail_reason feature flavor id image ip is_need_credentials jupyter_version lease name pool \
            run_user status tags token update_at url user user_id user_vpc volume workspace_id error_code error_msg \
            error_message errorCode errorMsg request_id
            """,
            "document.action_progress": "step status description step_description notebook_id",
            "document.endpoints": "service dev_service uri key_pair_names ssh_keys allowed_access_ips",
            "document.pool": "id name",
            "document.volume": """
            capacity category mount_path ownership status usage read_only id uri dew_secret_name evs_sku_code mount_type
            """,
            "document.data_volumes": "category mount_path url status mount_type",
            "document.user": "id name domain",
            "document.user.domain": "id name",
            "document.tags": "key value",
            "document.custom_spec": "gpu gpu_type cpu memory arch category resource_flavor",
            "document.affinity": """
            required_during_scheduling_ignored_during_execution preferred_during_scheduling_ignored_during_execution
            """,
            "document.affinity.preferred_during_scheduling_ignored_during_execution": "key operator values weight",
            "document.run_user": "uid gid user_name group_name",
            "document.user_vpc": """
            vpc_id subnet_id security_group_ids connect_cidrs port_id port_ip nat_id eip_id
            """,
            "lease": """
            create_at create_time update_at update_time duration enable type error_code error_msg error_message \
            errorCode errorMsg request_id
            """,
            "image": """
            id name swr_path type description tag arch currentTag feature create_at update_at dev_services namespace \
            origin resource_categories support_res_categories service_type size status status_message visibility \
            workspace_id tags flavor_type swr_instance_id show_name show_tag queuing_num error_code error_msg \
            error_message errorCode errorMsg request_id
            """,
            "instances": page, "images": page, "flavors": "\(page) flavors",
            "flavors.data": """
            arch ascend billing category description feature free gpu id memory name sold_out storages vcpus \
            evs_max_size evs_sku_code grow_support_type
            """,
            "flavors.data.billing": "code unit_num unitNum",
            "flavors.data.gpu": "gpu gpu_memory type",
            "flavors.data.ascend": "npu npu_memory type ai_core ai_cpu type_alias",
        ]
        let tables = Dictionary(uniqueKeysWithValues: Table.all.map { ($0.name, Set($0.fields.map(\.keyText))) })
        #expect(tables.keys.sorted() == expected.keys.sorted())
        for (name, keys) in expected {
            #expect(tables[name] == Set(keys.split(separator: " ").map(String.init)), "\(name)")
        }
        // These are whole responses, too.
        let document = try #require(Table.all.first)
        for (key, object) in [("image", cschema_image_root()), ("lease", cschema_lease_root())] {
            #expect(document.fields.first { $0.keyText == key }?.object == object, "\(key)")
        }
    }

    @Test("Keys of an error inside an image or a lease are no error of the response", arguments: ["image", "lease"])
    func nestedErrorKeys(_ key: String) {
        let body = #"{"id":"a","status":"RUNNING","\#(key)":{"error_code":"X.1","error_msg":"text","errorCode":7}}"#
        let decoded = decode(body) { document in
            #expect(text(document.pointee.instance.id) == "a")
            #expect(document.pointee.instance.dropped_count == 0)
        }
        #expect(decoded.isValue)
    }
}

/// A value of a kind, as JSON and as what must be found in the structure.
private struct Sample {
    let kind: cschema_kind
    let json: String

    init(_ kind: cschema_kind) {
        self.kind = kind
        json =
            switch kind {
            case .text, .code, .scalar, .enumeration: "\"value\""
            case .integer: "-81985529216486895"
            case .boolean: "true"
            case .number, .amount: "-2.5e-1"
            case .object: "{}"
            case .texts: "[\"one\",null,\"two\"]"
            case .objects: "[{},null,{}]"
            }
    }

    func check(_ field: cschema_field, _ key: String, _ structure: UnsafeRawPointer, _ table: Table) throws {
        let name: Comment = "\(table.name).\(key)"
        let blank = try #require(table.object.pointee.blank)
        // An alias arrives at its first spelling's field.
        let alias = (0..<Int(table.object.pointee.alias_count)).lazy.map { table.object.pointee.aliases[$0] }
            .first { $0.from_offset == field.offset }
        let offset = Int(alias?.to_offset ?? field.offset)
        let beside = Int(alias?.to_count_offset ?? field.paired_offset)
        let place = structure + offset
        var touched = Set(offset..<offset + 8).union(Int(field.offset)..<Int(field.offset) + 8)
        switch kind {
        case .text, .code, .scalar: #expect(textAt(place) == "value", name)
        case .integer: #expect(place.load(as: Int64.self) == -81_985_529_216_486_895, name)
        case .number: #expect(place.load(as: Double.self) == -0.25, name)
        case .amount:
            #expect(place.load(as: Int64.self) == Absent.integer, name)
            #expect((structure + beside).load(as: Double.self) == -0.25, name)
            touched = touched.union(beside..<beside + 8)
        case .boolean:
            #expect(place.load(as: Int32.self) == 1, name)
            touched = Set(offset..<offset + 4)
        case .enumeration:
            #expect(place.load(as: Int32.self) == 0, name)
            #expect(textAt(structure + beside) == "value", name)
            touched = Set(beside..<beside + 8)
        case .object: #expect(place.load(as: UnsafeRawPointer?.self) != nil, name)
        case .texts:
            let array = place.load(as: UnsafePointer<UnsafePointer<CChar>?>?.self)
            #expect(texts(array, (structure + beside).load(as: Int64.self)) == ["one", "two"], name)
        case .objects:
            let array = try #require(place.load(as: UnsafePointer<UnsafeRawPointer?>?.self))
            #expect((structure + beside).load(as: Int64.self) == 2, name)
            #expect(array[0] != nil && array[1] != nil && array[0] != array[1], name)
        }
        if kind == .texts || kind == .objects {
            touched.formUnion(beside..<beside + 8)
            touched.formUnion(Int(field.paired_offset)..<Int(field.paired_offset) + 8)
        }
        // The chain's end is no field, and what follows from a url is tested elsewhere.
        let next = Int(table.object.pointee.next_offset)
        if next > 0 { touched.formUnion(next..<next + 8) }
        let derived = MemoryLayout<cschema_document>.offset(of: \.browser_url) ?? 0
        for index in 0..<Int(table.object.pointee.size_bytes) where !touched.contains(index) {
            if table.name == "document", derived..<derived + 8 ~= index { continue }
            #expect(
                structure.load(fromByteOffset: index, as: UInt8.self)
                    == blank.load(fromByteOffset: index, as: UInt8.self), name)
        }
    }
}

private func textAt(_ place: UnsafeRawPointer) -> String? {
    text(place.load(as: UnsafePointer<CChar>?.self))
}

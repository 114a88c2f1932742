/// An image for instances.
struct Image: Equatable {
    let id: String
    let name: String
    let tag: String
    let description: String
    var kind = Kind.preset
    var arch = "X86_64"
    /// The resources that it can use; nil if the service does not return them, as for some images for ARM.
    var resources: [String]?
    var services = ["NOTEBOOK", "SSH"]
    var sizeBytes: Int64 = 5_094_544_544
    var createdMS: Int64 = 1_602_676_800_000

    enum Kind: String, CaseIterable {
        case preset = "BUILD_IN"
        case own = "DEDICATED"
    }

    var namespace: String { kind == .preset ? "atelier" : "workshop" }

    private var path: String { "swr.simulator.example/\(namespace)/\(name):\(tag)" }

    /// The image as a part of an instance.
    var partJSON: JSONValue {
        [
            "description": .string(description), "id": .string(id), "name": .string(name), "swr_path": .string(path),
            "tag": .string(tag), "type": .string(kind.rawValue),
        ]
    }

    /// The image as an element of the list of images.
    var json: JSONValue {
        var json = partJSON
        json["arch"] = .string(arch)
        json["create_at"] = .integer(createdMS)
        json["update_at"] = .integer(createdMS)
        json["dev_services"] = .array(services.map(JSONValue.string))
        json["namespace"] = .string(namespace)
        json["origin"] = kind == .own ? "CUSTOMIZE" : nil
        json["resource_categories"] = resources.map { .array($0.map(JSONValue.string)) }
        json["service_type"] = .string(Self.serviceType)
        json["size"] = .integer(sizeBytes)
        json["status"] = "ACTIVE"
        json["status_message"] = ""
        json["tags"] = []
        json["visibility"] = kind == .preset ? "PUBLIC" : "PRIVATE"
        json["workspace_id"] = "0"
        return json
    }

    static let serviceType = "COMMON"
}

extension Image {
    /// The image that the service uses by default.
    static let standard = Image(
        id: "e1a07296-22a8-4f05-8bc8-e936c8e54090", name: "notebook2.0-mul-kernel-cpu-cp36",
        tag: "3.3.2-release_v1", description: "CPU, with kernels for several frameworks", resources: ["CPU"],
        createdMS: 1_607_331_600_000)

    /// The images that every user sees, newest first.
    private static let everyone = [
        standard,
        Image(
            id: "278e88d1-5b71-4766-8502-b3ba72e824d9", name: "pytorch1.4-cuda10.1-cudnn7-ubuntu18.04",
            tag: "pytorch_1.4-ubuntu_18.04", description: "PyTorch, for GPUs too", resources: ["CPU", "GPU"],
            sizeBytes: 11_336_706_760),
        Image(
            id: "c3a1f0de-6b0a-4c5e-9a55-2f1d70a5a1f1", name: "mindspore1.7.0-cann5.1.0-py3.7-euler2.8.3",
            tag: "mindspore_1.7.0", description: "MindSpore, for Ascend", arch: "aarch64",
            services: ["NOTEBOOK", "SSH", "AI_FLOW"], createdMS: 1_600_000_000_000),
        Image(
            id: "7d9d3a52-1f0e-4c55-8f2f-0c8f1f6a4b1e", name: "team-notebook", tag: "1.0", description: "",
            kind: .own, resources: ["CPU"], sizeBytes: 1_133_670_676, createdMS: 1_590_000_000_000),
    ]

    /// Returns all images that a user sees.
    static func all(_ settings: Settings) -> [Image] {
        everyone + (0..<settings.extraImages).map(extra)
    }

    static func find(_ id: String, _ settings: Settings) -> Image? {
        all(settings).first { $0.id == id }
    }

    private static func extra(_ index: Int) -> Image {
        let number = String(index + 1)
        let digits = String(repeating: "0", count: 4 - number.count) + number
        return Image(
            id: "00000000-0000-4000-8000-00000000\(digits)", name: "extra-image-\(digits)", tag: "1.0",
            description: "One of many", kind: .own, resources: ["CPU"],
            createdMS: 1_580_000_000_000 - Int64(index) * 60_000)
    }
}

/// A kind of machine that instances run on.
struct Flavor: Equatable {
    let id: String
    let feature: Instance.Feature
    let category: Category
    var arch = "X86_64"
    let vcpus: Int64
    let memoryGiB: Int64
    let description: String
    var accelerator: JSONValue?

    enum Category: String, CaseIterable {
        case cpu = "CPU"
        case gpu = "GPU"
        case ascend = "ASCEND"
    }

    private var isFree: Bool { feature == .free }

    func json(isSoldOut: Bool) -> JSONValue {
        var json: JSONValue = [
            "arch": .string(arch), "billing": ["code": .string(isFree ? "" : id), "unit_num": 1],
            "category": .string(category.rawValue), "description": .string(description),
            "feature": .string(feature.rawValue), "free": .bool(isFree), "id": .string(id),
            "memory": .integer(memoryGiB * 1_048_576), "name": .string(name), "sold_out": .bool(isSoldOut),
            "storages": isFree ? ["EVS", "EFS"] : ["EFS", "EVS", "OBSFS"], "vcpus": .integer(vcpus),
        ]
        switch category {
        case .cpu: break
        case .gpu: json["gpu"] = accelerator
        case .ascend: json["ascend"] = accelerator
        }
        return json
    }

    private var name: String { "\(category.rawValue): \(vcpus)vCPUs \(memoryGiB)GB" }

    /// Returns true if an instance with that image could run on it.
    func suits(_ instance: Instance) -> Bool {
        feature == instance.feature && arch.lowercased() == instance.image.arch.lowercased()
    }
}

extension Flavor {
    static let free = Flavor(
        id: "modelarts.vm.cpu.free", feature: .free, category: .cpu, vcpus: 2, memoryGiB: 8,
        description: "Free CodeLab, CPU")

    static let all = [
        free,
        Flavor(
            id: "modelarts.vm.gpu.free", feature: .free, category: .gpu, vcpus: 8, memoryGiB: 64,
            description: "Free CodeLab, GPU", accelerator: ["gpu": 1, "gpu_memory": "32GB", "type": "GPU"]),
        Flavor(
            id: "modelarts.vm.arm.cpu.free", feature: .free, category: .cpu, arch: "AARCH64", vcpus: 2, memoryGiB: 8,
            description: "Free CodeLab, CPU of the ARM kind"),
        Flavor(
            id: "modelarts.vm.cpu.2u", feature: .billed, category: .cpu, vcpus: 2, memoryGiB: 8,
            description: "CPU, for trying things out"),
        Flavor(
            id: "modelarts.vm.cpu.8u", feature: .billed, category: .cpu, vcpus: 8, memoryGiB: 32,
            description: "CPU, for work"),
        Flavor(
            id: "modelarts.bm.snt9.xlarge.2", feature: .billed, category: .ascend, arch: "AARCH64", vcpus: 48,
            memoryGiB: 192, description: "Ascend, two processors",
            accelerator: ["npu": 2, "npu_memory": "64GB", "type": "Ascend"]),
        Flavor(
            id: "modelarts.bm.snt9.xlarge.8", feature: .billed, category: .ascend, arch: "AARCH64", vcpus: 192,
            memoryGiB: 768, description: "Ascend, eight processors",
            accelerator: ["npu": 8, "npu_memory": "256GB", "type": "Ascend"]),
    ]

    static func find(_ id: String) -> Flavor? {
        all.first { $0.id == id }
    }

    /// Returns the flavors that an instance can switch to.
    static func switchable(for instance: Instance) -> [Flavor] {
        all.filter { $0.id != instance.flavor.id && $0.suits(instance) }
    }
}

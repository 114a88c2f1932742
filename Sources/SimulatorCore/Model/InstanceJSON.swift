/// An instance in the service's own words: the names that real answers use, where the documentation differs.
extension Instance {
    /// - Parameters:
    ///   - endpoint: the simulator's own address, where the page of a running instance is.
    ///   - tellsTime: whether the answer has `current_time`, which only showing an instance gives.
    func json(atMS nowMS: Int64, endpoint: String, tellsTime: Bool) -> JSONValue {
        let moment = moment(atMS: nowMS)
        var json: JSONValue = [
            "action_progress": progressJSON(moment.steps),
            "billing_items": moment.status == InstanceStatus.running ? ["COMPUTE"] : [],
            "create_at": .integer(createdMS),
            "data_volumes": [],
            "endpoints": [],
            "feature": "DEFAULT",
            "flavor": "modelarts.vm.cpu.free",
            "id": .string(id),
            "image": imageJSON,
            "lease": leaseJSON(moment),
            "name": .string(name),
            "status": .string(moment.status),
            "tags": [],
            "update_at": .integer(moment.updatedMS),
            "user": userJSON,
            "user_id": .string(owner.userID),
            "volume": volumeJSON,
            "workspace_id": "0",
        ]
        json["token"] = moment.token.map(JSONValue.string)
        json["fail_reason"] = moment.failReason.map(JSONValue.string)
        if let url = url(moment, endpoint: endpoint) {
            json["url"] = .string(url)
            json["endpoints"] = endpointsJSON(url: url)
        }
        if tellsTime { json["current_time"] = .integer(nowMS) }
        return json
    }

    /// The path of the page that stands for the instance's JupyterLab.
    var pagePath: String { "/\(id)/lab" }

    private func url(_ moment: Moment, endpoint: String) -> String? {
        switch moment.url {
        case nil: nil
        case .ownPage: endpoint + pagePath
        case .given(let url): url
        }
    }

    private func progressJSON(_ steps: [StepStatus]) -> JSONValue {
        let texts = [
            "Prepare the storage.", "Prepare the compute resource.", "Configuring the network.",
            "Initialize the notebook instance.",
        ]
        return .array(
            zip(steps, texts).enumerated().map { index, step in
                [
                    "step": .integer(Int64(index + 1)), "status": .string(step.0.rawValue),
                    "description": .string(step.1),
                ]
            })
    }

    private var imageJSON: JSONValue {
        [
            "description": "CPU, with kernels for several frameworks", "id": .string(imageID),
            "name": "notebook2.0-mul-kernel-cpu-cp36",
            "swr_path": "swr.simulator.example/atelier/notebook2.0-mul-kernel-cpu-cp36:3.3.2-release_v1",
            "tag": "3.3.2-release_v1", "type": "BUILD_IN",
        ]
    }

    private func leaseJSON(_ moment: Moment) -> JSONValue {
        [
            "create_at": .integer(leaseCreatedMS), "duration": .integer(moment.leaseDurationMS), "enable": true,
            "type": "TIMING", "update_at": .integer(max(leaseCreatedMS, moment.updatedMS - 1)),
        ]
    }

    private func endpointsJSON(url: String) -> JSONValue {
        [
            ["service": "NOTEBOOK", "uri": .string(url)],
            [
                "allowed_access_ips": ["192.0.2.0/24"], "key_pair_names": ["KeyPair-simulator"], "service": "SSH",
                "uri": "ssh://ma-user@dev-modelarts.simulator.example:30020",
            ],
        ]
    }

    private var volumeJSON: JSONValue {
        [
            "capacity": 5, "category": "EVS", "mount_path": "/home/ma-user/work/", "ownership": "MANAGED",
            "read_only": false, "usage": -1,
        ]
    }

    private var userJSON: JSONValue {
        [
            "domain": ["id": .string(owner.domainID), "name": "simulator"], "id": .string(owner.userID),
            "name": "simulated-user",
        ]
    }
}

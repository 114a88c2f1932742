/// An instance as JSON, with the names of real responses where they differ from the documentation.
extension Instance {
    /// - Parameters:
    ///   - moment: the state to describe.
    ///   - endpoint: the address of the simulator, which serves the page of a running instance.
    func json(_ moment: Moment, of owner: Identity, endpoint: String) -> JSONValue {
        var json: JSONValue = [
            "action_progress": progressJSON(moment.steps),
            "billing_items": moment.status == InstanceStatus.running ? ["COMPUTE"] : [],
            "create_at": .integer(createdMS),
            "data_volumes": [],
            "endpoints": [],
            "feature": .string(feature.rawValue),
            "flavor": .string(flavor.id),
            "id": .string(id),
            "image": image.partJSON,
            "lease": lease.json,
            "name": .string(name),
            "status": .string(moment.status),
            "tags": [],
            "update_at": .integer(moment.updatedMS),
            "user": userJSON(owner),
            "user_id": .string(owner.userID),
            "volume": volumeJSON,
            "workspace_id": "0",
        ]
        json["description"] = description.map(JSONValue.string)
        json["token"] = moment.token.map(JSONValue.string)
        json["fail_reason"] = moment.failReason.map(JSONValue.string)
        if let url = url(moment, endpoint: endpoint) {
            json["url"] = .string(url)
            json["endpoints"] = endpointsJSON(url: url)
        }
        return json
    }

    /// The addresses that may connect with SSH.
    static let allowedIPs: JSONValue = ["192.0.2.0/24"]

    /// The path of the page that replaces the instance's JupyterLab.
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

    private func endpointsJSON(url: String) -> JSONValue {
        [
            ["service": "NOTEBOOK", "uri": .string(url)],
            [
                "allowed_access_ips": Self.allowedIPs, "key_pair_names": ["KeyPair-simulator"], "service": "SSH",
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

    private func userJSON(_ owner: Identity) -> JSONValue {
        [
            "domain": ["id": .string(owner.domainID), "name": .string(owner.domainName)],
            "id": .string(owner.userID), "name": .string(owner.userName),
        ]
    }
}

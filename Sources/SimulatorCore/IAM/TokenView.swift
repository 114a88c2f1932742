/// A new token, as IAM's response describes it.
struct TokenView {
    let identity: Identity
    let scope: TokenScope
    let issuedMS: Int64
    let expiresMS: Int64

    /// Returns the body of the response.
    ///
    /// - Parameter endpoint: the address of the services; nil to omit the catalog.
    func json(catalogOf endpoint: String?) -> JSONValue {
        var json: JSONValue = [
            "expires_at": .string(BasicTime.iamText(ms: expiresMS)),
            "issued_at": .string(BasicTime.iamText(ms: issuedMS)), "methods": ["password"], "user": userJSON,
        ]
        switch scope {
        case .none:
            return json
        case .domain:
            json["domain"] = domainJSON
        case .project:
            json["project"] = [
                "domain": domainJSON, "id": .string(identity.projectID), "name": .string(identity.projectName),
            ]
        }
        json["roles"] = [
            ["id": "0", "name": "op_gated_simulator"], ["id": .string(identity.userID), "name": "te_admin"],
        ]
        json["catalog"] = endpoint.map(catalog)
        return json
    }

    private var domainJSON: JSONValue {
        ["id": .string(identity.domainID), "name": .string(identity.domainName)]
    }

    private var userJSON: JSONValue {
        [
            "domain": domainJSON, "id": .string(identity.userID), "name": .string(identity.userName),
            "password_expires_at": "",
        ]
    }

    /// The catalog lists other services too, so that clients must search in it.
    private func catalog(_ endpoint: String) -> JSONValue {
        [
            entry("iam", region: "*", url: "\(endpoint)/v3"),
            entry("modelarts", region: identity.projectName, url: "\(endpoint)/v1/\(identity.projectID)"),
            entry("obs", region: identity.projectName, url: "https://obs.simulator.example"),
        ]
    }

    private func entry(_ name: String, region: String, url: String) -> JSONValue {
        let endpoint: JSONValue = [
            "id": .string(RandomText.hex32()), "interface": "public", "region": .string(region),
            "region_id": .string(region), "url": .string(url),
        ]
        return [
            "endpoints": [endpoint], "id": .string(RandomText.hex32()), "name": .string(name), "type": .string(name),
        ]
    }
}

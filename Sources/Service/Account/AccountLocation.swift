import CCodelab
import Platform

/// The project of an account, and the endpoints of the service and of IAM.
struct AccountLocation<Environment: EnvironmentSource> {
    let projectID: Bytes
    let projectName: Bytes
    let region: Bytes
    let endpoint: Endpoint?
    let iamEndpoint: Endpoint?

    init(
        _ reader: AccountReader<Environment>, allowsPlainHTTP: Bool, _ report: Report
    ) throws(Failure) {
        let region = reader.location(.region)
        if let region { try Check.identifier(region.text, region.name, report) }
        let project = reader.project()
        if let id = project.id { try Check.identifier(id.text, id.name, report) }
        // IAM's reference limits the name of a project to 64 characters.
        if let name = project.name { try Check.accountText(name, longest: 64, report) }
        self.region = region?.text ?? .none
        projectName = project.name?.text ?? self.region
        let finder = EndpointFinder(
            reader: reader, allowsPlainHTTP: allowsPlainHTTP, region: region,
            known: region.flatMap { Region.find($0.text) }, report: report)
        let address = try finder.endpoint()
        endpoint = address?.endpoint
        projectID = try finder.projectID(project.id, address?.projectID ?? .none)
        guard reader.kind == .password || !projectID.isEmpty || !projectName.isEmpty else {
            throw finder.refuse(.projectID, "is required, or ", .projectName, or: .region)
        }
        iamEndpoint = try finder.iamEndpoint(isNeeded: reader.kind == .password || projectID.isEmpty)
    }
}

private struct EndpointFinder<Environment: EnvironmentSource> {
    let reader: AccountReader<Environment>
    let allowsPlainHTTP: Bool
    let region: Given?
    let known: Region?
    let report: Report

    /// Returns the endpoint, or `nil` if it must be read from the token's catalog.
    func endpoint() throws(Failure) -> (endpoint: Endpoint, projectID: Bytes)? {
        if let given = reader.location(.endpoint) { return try check(given).withoutVersion(isIAM: false) }
        if let known = known?.endpoint, let region { return (try check(Given(text: known, name: region.name)), .none) }
        if reader.kind == .password { return nil }
        guard let region else { throw refuse(.endpoint, "is required, or ", .region) }
        if known == nil { throw refuseUnknown(region, .endpoint) }
        throw refuse(region, "is listed without ModelArts; set ", .endpoint)
    }

    /// - Parameters:
    ///   - given: the project id that the caller set.
    ///   - pasted: the project id in the endpoint; may be empty.
    func projectID(_ given: Given?, _ pasted: Bytes) throws(Failure) -> Bytes {
        if pasted.isEmpty { return given?.text ?? .none }
        try Check.identifier(pasted, reader.name(.endpoint), report)
        guard let given, !(given.text == pasted) else { return pasted }
        throw Check.refuse(reader.name(.endpoint), "names another project than project_id; remove one of them", report)
    }

    func iamEndpoint(isNeeded: Bool) throws(Failure) -> Endpoint? {
        if let given = reader.location(.iamEndpoint) { return try check(given).withoutVersion(isIAM: true).endpoint }
        if let known, let region { return try check(Given(text: known.iamEndpoint, name: region.name)) }
        if !isNeeded { return nil }
        if let region { throw refuseUnknown(region, .iamEndpoint) }
        if reader.kind == .password { throw refuse(.iamEndpoint, "is required, or ", .region) }
        throw refuse(.iamEndpoint, "is required, or ", .region, or: .projectID)
    }

    func refuse(
        _ field: AccountField, _ problem: Literal, _ remedy: AccountField, or other: AccountField? = nil
    ) -> Failure {
        refuse(Given(text: .none, name: reader.name(field)), problem, remedy, or: other)
    }

    @inline(never)
    private func refuse(
        _ given: Given, _ problem: Literal, _ remedy: AccountField, or other: AccountField? = nil
    ) -> Failure {
        report.failure(CODELAB_E_ARGUMENT) {
            $0.write(given.name)
            $0.write(": ")
            $0.write(problem)
            $0.write(reader.name(remedy))
            if let other {
                $0.write(", or ")
                $0.write(reader.name(other))
            }
        }
    }

    @inline(never)
    private func refuseUnknown(_ region: Given, _ remedy: AccountField) -> Failure {
        report.failure(CODELAB_E_ARGUMENT) {
            $0.write(region.name)
            $0.write(": unknown region '")
            $0.write(region.text)
            $0.write(own: Region.known)
            $0.write(reader.name(remedy))
        }
    }

    @inline(never)
    private func check(_ given: Given) throws(Failure) -> Endpoint {
        try Endpoint(given.text, given.name, allowsPlainHTTP: allowsPlainHTTP, report)
    }
}

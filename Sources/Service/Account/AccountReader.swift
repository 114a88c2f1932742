import CCodelab
import Platform

/// A text, and the name of the option or variable that has it. Messages use this name.
struct Given {
    let text: Bytes
    let name: Literal
}

/// Finds each field of the account in the options or in a family of variables, as the header specifies.
struct AccountReader<Environment: EnvironmentSource> {
    let kind: CredentialKind
    /// The family of variables with the credential; `nil` if the options have it, and then no variable is used.
    private let family: VariableFamily?
    private let options: codelab_client_options
    private let environment: Environment

    init(_ options: codelab_client_options, _ environment: Environment, _ report: Report) throws(Failure) {
        self.options = options
        self.environment = environment
        try refuseEmpty(options, report)
        let readsEnvironment = options.flags & UInt32(CODELAB_CLIENT_NO_ENVIRONMENT) == 0
        if let kind = try kindOfOptions(options, report) {
            self.kind = kind
            family = nil
        } else if readsEnvironment, let found = firstFamily(environment) {
            kind = found.kind
            family = found.family
        } else {
            throw refuseMissing(readsEnvironment, isIgnored: environment.isIgnored, report)
        }
        try refuseIncomplete(report)
    }

    /// Returns a part of the credential; empty if it is missing, or belongs to another kind.
    @inline(never)
    func credential(_ field: AccountField) -> Given {
        guard field.kind == kind else { return Given(text: .none, name: name(field)) }
        return (family.map { variable(field, $0) } ?? option(field)) ?? Given(text: .none, name: name(field))
    }

    /// Returns a field of the location: from the options, the library's own variables, or the credential's family.
    @inline(never)
    func location(_ field: AccountField) -> Given? {
        if let found = option(field) { return found }
        guard let family else { return nil }
        return variable(field, .codelab) ?? variable(field, family)
    }

    /// Returns the project's id and name from the first of these sources that has one of them. The id takes precedence.
    func project() -> (id: Given?, name: Given?) {
        let byOption = (id: option(.projectID), name: option(.projectName))
        guard byOption.id == nil, byOption.name == nil, let family else { return byOption }
        let own = (id: variable(.projectID, .codelab), name: variable(.projectName, .codelab))
        if own.id != nil || own.name != nil { return own }
        return (id: variable(.projectID, family), name: variable(.projectName, family))
    }

    /// Returns the name of the option or variable that the caller must set.
    @inline(never)
    func name(_ field: AccountField) -> Literal {
        guard let family else { return field.option }
        let name = field.variable(family)
        return name.bytes.isEmpty ? field.variable(.codelab) : name
    }

    private func option(_ field: AccountField) -> Given? {
        field.text(options).map { Given(text: Bytes(cString: $0), name: field.option) }
    }

    private func variable(_ field: AccountField, _ family: VariableFamily) -> Given? {
        Service.variable(field, family, environment)
    }

    /// Rejects an incomplete credential, and names all missing parts.
    private func refuseIncomplete(_ report: Report) throws(Failure) {
        var missing = 0
        var given: Given?
        var field = AccountField.firstCredential as AccountField?
        while let each = field {
            let found = credential(each)
            if isMissing(each) { missing &+= 1 } else if !found.text.isEmpty { given = given ?? found }
            field = each.next
        }
        guard missing > 0, let given else { return }
        throw report.failure(CODELAB_E_ARGUMENT) {
            writeMissing(to: &$0)
            $0.write(missing == 1 ? ": is required with " : ": are required with ")
            $0.write(given.name)
        }
    }

    /// Returns true if the credential is incomplete without that field. An id replaces a name; the id of a user is unique
    /// in all domains.
    @inline(never)
    private func isMissing(_ field: AccountField) -> Bool {
        guard field.kind == kind, credential(field).text.isEmpty else { return false }
        switch field {
        case .userName: return credential(.userID).text.isEmpty
        case .domainName: return credential(.userID).text.isEmpty && credential(.domainID).text.isEmpty
        case .securityToken, .userID, .passcode, .domainID: return false
        default: return true
        }
    }

    private func writeMissing(to writer: inout TextWriter) {
        var isFirst = true
        var field = AccountField.firstCredential as AccountField?
        while let each = field {
            if isMissing(each) {
                if !isFirst { writer.write(", ") }
                isFirst = false
                writer.write(name(each))
            }
            field = each.next
        }
    }
}

private func refuseMissing(_ readsEnvironment: Bool, isIgnored: Bool, _ report: Report) -> Failure {
    report.failure(CODELAB_E_ARGUMENT) {
        $0.write("token: is required, or access_key and secret_key, or user_name, password and domain_name")
        guard readsEnvironment else { return }
        $0.write(
            isIgnored
                ? """
                , as options: this program has raised privileges, so environment variables are ignored
                """
                : """
                ; or one of these in the environment, as CODELAB_TOKEN, CODELAB_ACCESS_KEY, …, or by the names that \
                start with OS_, HUAWEICLOUD_SDK_ or HW_
                """)
    }
}

/// Rejects empty texts: they are usually settings that got lost.
private func refuseEmpty(_ options: codelab_client_options, _ report: Report) throws(Failure) {
    var field = AccountField.firstCredential as AccountField?
    while let each = field {
        if each.text(options)?.pointee == 0 { throw Check.refuse(each.option, "is empty", report) }
        field = each.next
    }
}

private func kindOfOptions(
    _ options: codelab_client_options, _ report: Report
) throws(Failure) -> CredentialKind? {
    var first: AccountField?
    var field = AccountField.firstCredential as AccountField?
    while let each = field, let kind = each.kind {
        if each.text(options) != nil {
            if let first, first.kind != kind {
                throw report.failure(CODELAB_E_ARGUMENT) {
                    $0.write(each.option)
                    $0.write(": is given together with ")
                    $0.write(first.option)
                    $0.write("; a client has one kind of credential")
                }
            }
            first = first ?? each
        }
        field = each.next
    }
    return first?.kind
}

/// Returns the first family that has a part of a credential, and the kind of its first part.
private func firstFamily<Environment: EnvironmentSource>(
    _ environment: Environment
) -> (family: VariableFamily, kind: CredentialKind)? {
    var family = VariableFamily.codelab as VariableFamily?
    while let each = family {
        var field = AccountField.firstCredential as AccountField?
        while let part = field, let kind = part.kind {
            if variable(part, each, environment) != nil { return (each, kind) }
            field = part.next
        }
        family = each.next
    }
    return nil
}

/// Returns the value of a field's variable. An empty variable counts as unset, because that is how shells clear one.
@inline(never)
private func variable<Environment: EnvironmentSource>(
    _ field: AccountField, _ family: VariableFamily, _ environment: Environment
) -> Given? {
    value(field.variable(family), environment) ?? value(field.otherVariable(family), environment)
}

private func value<Environment: EnvironmentSource>(_ name: Literal, _ environment: Environment) -> Given? {
    guard !name.bytes.isEmpty, let text = environment.value(name), !text.isEmpty else { return nil }
    return Given(text: text, name: name)
}

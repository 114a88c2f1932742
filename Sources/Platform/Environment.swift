import CPlatform

/// Where variables of an environment can be looked up.
package protocol EnvironmentSource {
    /// What the variable holds, until the environment is changed; `nil` when it is not set. No memory is taken.
    func value(_ name: Literal) -> Bytes?

    /// Whether no variable counts, because the program has more rights than its caller, who has set them.
    var isIgnored: Bool { get }
}

extension EnvironmentSource {
    package var isIgnored: Bool { false }
}

/// The environment of this process. Reading it while another thread changes it is undefined, as POSIX has it.
package struct ProcessEnvironment: EnvironmentSource {
    package init() {}

    package var isIgnored: Bool { cplatform_is_privileged() }

    package func value(_ name: Literal) -> Bytes? {
        cplatform_environment(name.cString).map { Bytes(cString: $0) }
    }
}

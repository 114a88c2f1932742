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

/// A text from outside, and the option or the variable that it comes from.
package struct NamedText {
    package var text = Bytes.none
    package var name: Literal = ""

    /// No text.
    package init() {}

    package init(_ text: UnsafePointer<CChar>, _ name: Literal) {
        self.text = Bytes(cString: text)
        self.name = name
    }

    /// The first variable that is set and not empty. Each name ends with a NUL.
    @inline(never)
    package init?(variables names: Literal) {
        var name: UnsafePointer<CChar>?
        guard let value = cplatform_first_variable(names.cString, &name), let name else { return nil }
        self.init(value, Literal(constant: name))
    }

    package var cString: UnsafePointer<CChar> { UnsafeRawPointer(text.start).assumingMemoryBound(to: CChar.self) }
}

import CPlatform

/// A source of environment variables.
package protocol EnvironmentSource {
    /// Returns the value of the variable, or `nil` if it is not set. The view is valid until the environment changes.
    /// Allocates no memory.
    func value(_ name: Literal) -> Bytes?

    /// True if all variables are ignored, because the program has more rights than the caller who set them.
    var isIgnored: Bool { get }
}

extension EnvironmentSource {
    package var isIgnored: Bool { false }
}

/// The environment of this process. As in POSIX, reading it while another thread changes it is undefined.
package struct ProcessEnvironment: EnvironmentSource {
    package init() {}

    package var isIgnored: Bool { cplatform_is_privileged() }

    package func value(_ name: Literal) -> Bytes? {
        cplatform_environment(name.cString).map { Bytes(cString: $0) }
    }
}

/// A text from outside, and the name of the option or variable that contains it.
package struct NamedText {
    package var text = Bytes.none
    package var name: Literal = ""

    /// No text.
    package init() {}

    package init(_ text: UnsafePointer<CChar>, _ name: Literal) {
        self.text = Bytes(cString: text)
        self.name = name
    }

    /// Makes the text of the first variable that is set and not empty. A NUL must terminate each name.
    @inline(never)
    package init?(variables names: Literal) {
        var name: UnsafePointer<CChar>?
        guard let value = cplatform_first_variable(names.cString, &name), let name else { return nil }
        self.init(value, Literal(constant: name))
    }

    package var cString: UnsafePointer<CChar> { UnsafeRawPointer(text.start).assumingMemoryBound(to: CChar.self) }
}

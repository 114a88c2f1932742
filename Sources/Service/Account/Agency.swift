package import Platform

/// An agency to act as, and the account that has it.
package struct Agency {
    package let name: Bytes
    /// The id of the account takes precedence.
    package let domainName: Bytes
    package let domainID: Bytes

    package init(name: Bytes, domainName: Bytes, domainID: Bytes) {
        self.name = name
        self.domainName = domainName
        self.domainID = domainID
    }
}

import CPlatform

/// What there was too little of when something could not be made.
package enum Shortage {
    case memory
    case descriptors
    /// The system refuses what the library waits with, as in a sandbox.
    case forbidden

    /// Asks the system, since what fails does not always say why.
    package static func find() -> Shortage {
        switch Int(cplatform_find_shortage()) {
        case CPLATFORM_NO_DESCRIPTOR: .descriptors
        case CPLATFORM_FORBIDDEN: .forbidden
        default: .memory
        }
    }

    /// Returns true if fewer than `wanted` descriptors are free.
    package static func lacksDescriptors(_ wanted: Int32) -> Bool { cplatform_lacks_descriptors(wanted) }
}

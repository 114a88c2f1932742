import CPlatform

/// The resource that was missing when something could not be created.
package enum Shortage {
    case memory
    case descriptors
    /// The system forbids the calls that the library waits with, for example in a sandbox.
    case forbidden

    /// Finds the missing resource by trying, because failures do not always report it.
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

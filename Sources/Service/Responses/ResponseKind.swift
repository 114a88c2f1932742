import CSchema
import Platform

/// What an answer of the service should be.
package enum ResponseKind {
    case instance, lease, image, instancePage, imagePage, flavorPage
}

/// The head that a ``Block`` needs for an answer of that kind.
package func headBytes(_ kind: ResponseKind) -> Int { Int(kind.root?.pointee.size_bytes ?? 0) }

extension ResponseKind {
    /// Its table.
    var root: UnsafePointer<cschema_object>? {
        switch self {
        case .instance: cschema_document_root()
        case .lease: cschema_lease_root()
        case .image: cschema_image_root()
        case .instancePage: cschema_instance_page_root()
        case .imagePage: cschema_image_page_root()
        case .flavorPage: cschema_flavor_page_root()
        }
    }

    /// What should be there, for "the answer has no body, where … should be".
    var noun: Literal {
        switch self {
        case .instance: "an instance"
        case .lease: "a lease"
        case .image: "an image"
        case .instancePage: "a list of instances"
        case .imagePage: "a list of images"
        case .flavorPage: "a list of flavors"
        }
    }

    /// For "the answer is not what … looks like".
    var likeness: Literal { self == .instance ? "a notebook" : noun }
}

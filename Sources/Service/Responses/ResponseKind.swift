import CSchema
import Platform

/// The kinds of responses of the service.
package enum ResponseKind {
    case instance, lease, image, instancePage, imagePage, flavorPage
}

/// Returns the size of the head that a ``Block`` needs for a response of that kind.
package func headBytes(_ kind: ResponseKind) -> Int { Int(kind.root?.pointee.size_bytes ?? 0) }

extension ResponseKind {
    /// The table of the structure.
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

    /// The expected object, for "the response has no body, expected …".
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

    /// The expected object, for "the response is not …".
    var likeness: Literal { self == .instance ? "a notebook" : noun }
}

import CPlatform

/// What a path of the user leads to. A pipe counts as unreadable: opening it could block.
package enum FileKind {
    case unreadable
    case file
    case directory

    package init(path: UnsafePointer<CChar>) {
        switch cplatform_readable_kind(path) {
        case CPLATFORM_FILE: self = .file
        case CPLATFORM_DIRECTORY: self = .directory
        default: self = .unreadable
        }
    }
}

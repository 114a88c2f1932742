import CPlatform

/// The kind of file that a path of the user names. A pipe counts as unreadable, because opening it could block.
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

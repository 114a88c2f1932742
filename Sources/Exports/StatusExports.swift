import CCodelab
import Platform
import Service

@_cdecl("codelab_version") @implementation
public func codelab_version() -> UInt32 {
    // CODELAB_VERSION_NUMBER, an expression that Swift does not import.
    UInt32(
        truncatingIfNeeded: CODELAB_VERSION_MAJOR &* 1_000_000 &+ CODELAB_VERSION_MINOR &* 1000 &+ CODELAB_VERSION_PATCH
    )
}

@_cdecl("codelab_version_text") @implementation
public func codelab_version_text() -> UnsafePointer<CChar>? { Version.text.cString }

@_cdecl("codelab_build_text") @implementation
public func codelab_build_text() -> UnsafePointer<CChar>? { Version.buildText.cString }

@_cdecl("codelab_status_name") @implementation
public func codelab_status_name(_ status: Int32) -> UnsafePointer<CChar>? { statusName(status).cString }

@_cdecl("codelab_status_text") @implementation
public func codelab_status_text(_ status: Int32) -> UnsafePointer<CChar>? { statusText(status).cString }

/// A text constant of the library: its address and its length.
///
/// `StaticString` checks at each use which of two forms it has, and the trap of this check stays in the binary. Here
/// the check is inlined where the literal is written. The compiler knows its result there, and removes it.
package struct Literal: ExpressibleByStringLiteral, Sendable {
    package let bytes: Bytes

    @inline(__always)
    package init(stringLiteral value: StaticString) {
        bytes = Bytes(value.utf8Start, count: value.utf8CodeUnitCount)
    }

    /// Makes a literal from a text of a C table, or from a part of another literal.
    package init(constant: UnsafePointer<CChar>) { bytes = Bytes(cString: constant) }

    /// The literal as a C string: the compiler terminates every literal with a NUL.
    package var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(bytes.start).assumingMemoryBound(to: CChar.self)
    }
}

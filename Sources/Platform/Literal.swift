/// A text that the compiler put into the library: its first byte and its length.
///
/// `StaticString` checks at each use which of two forms it has, and the check is a trap that stays in the binary. Here
/// it is made where the literal stands, where the compiler can see that it holds, and disappears.
package struct Literal: ExpressibleByStringLiteral, Sendable {
    package let bytes: Bytes

    @inline(__always)
    package init(stringLiteral value: StaticString) {
        bytes = Bytes(value.utf8Start, count: value.utf8CodeUnitCount)
    }

    /// A text of a C table, or a part of another literal.
    package init(constant: UnsafePointer<CChar>) { bytes = Bytes(cString: constant) }

    /// The literal as C wants it: the compiler ends every literal with a NUL.
    package var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(bytes.start).assumingMemoryBound(to: CChar.self)
    }
}

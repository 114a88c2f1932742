import CCodelab
import CPlatform
package import Platform

/// Reads a structure that the caller allocated, as far as the library knows it.
///
/// A caller built against an older header has a shorter structure; missing members are zero, which means the default. A
/// caller built against a newer header has a longer one; its unknown members must be zero, because ignoring a setting
/// would be worse than an error.
///
/// - Parameters:
///   - source: the caller's structure, whose first member is its `struct_size`; `nil` leaves `result` unchanged.
///   - result: a value of all zeroes.
package func readCallerStruct<Struct: BitwiseCopyable>(
    _ source: UnsafePointer<Struct>?, _ name: Literal, into result: inout Struct, _ report: Report
) throws(Failure) {
    guard let source else { return }
    try copyCallerStruct(
        source, to: &result, known: MemoryLayout<Struct>.size, alignment: MemoryLayout<Struct>.alignment, name, report)
}

/// The same for any type: one copy of the code for all of them.
@inline(never)
private func copyCallerStruct(
    _ source: UnsafeRawPointer, to result: UnsafeMutableRawPointer, known: Int, alignment: Int, _ name: Literal,
    _ report: Report
) throws(Failure) {
    let size = try sizeOfCallerStruct(source, known: known, alignment: alignment, name, report)
    memcpy(result, source, size < known ? size : known)
}

/// Returns the size of the caller's structure. All bytes after the known ones are zero.
///
/// - Parameter alignment: the alignment of the largest member. The size of every version of a structure is a multiple
///   of it. Another size could cut a member, and half of a pointer must not be used.
private func sizeOfCallerStruct(
    _ memory: UnsafeRawPointer, known: Int, alignment: Int, _ name: Literal, _ report: Report
) throws(Failure) -> Int {
    let size = Int(memory.load(as: UInt32.self))
    // Alignments are powers of two.
    guard size >= alignment, size & (alignment &- 1) == 0, size <= 1 << 16 else {
        throw report.failure(CODELAB_E_ARGUMENT) {
            $0.write(name)
            $0.write(": struct_size ")
            $0.write(Int64(size))
            $0.write(" is wrong; initialise the structure with its _INIT macro")
        }
    }
    var offset = known
    while offset < size {
        guard memory.load(fromByteOffset: offset, as: UInt8.self) == 0 else {
            throw report.failure(CODELAB_E_ARGUMENT) {
                $0.write(name)
                $0.write(": a setting at byte ")
                $0.write(Int64(offset))
                $0.write(" is newer than this library")
            }
        }
        offset &+= 1
    }
    return size
}

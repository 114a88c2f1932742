import CPlatform

/// A value at a fixed address, which C code can keep a pointer to. The value is destroyed with its owner.
public struct Owned<Value: ~Copyable>: ~Copyable {
    package let pointer: UnsafeMutablePointer<Value>

    package init(_ value: consuming Value) throws(ResourceExhausted) {
        pointer = try allocate(value)
    }

    deinit { destroy(pointer) }
}

/// Moves `value` into allocated memory, which ``destroy(_:)`` frees.
package func allocate<Value: ~Copyable>(_ value: consuming Value) throws(ResourceExhausted) -> UnsafeMutablePointer<
    Value
> {
    guard let memory = malloc(MemoryLayout<Value>.size) else { throw ResourceExhausted() }
    let pointer = memory.assumingMemoryBound(to: Value.self)
    pointer.initialize(to: value)
    return pointer
}

package func destroy<Value: ~Copyable>(_ pointer: UnsafeMutablePointer<Value>) {
    pointer.deinitialize(count: 1)
    free(pointer)
}

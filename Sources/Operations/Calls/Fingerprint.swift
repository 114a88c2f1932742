import CCodelab
import Platform
import Service

/// A hash of everything that a watch shows of an instance: two hashes are equal if nothing has changed. It has 64 bits,
/// so that a sleeping watch needs little memory. (FNV-1a, Fowler, Noll, Vo 1991)
struct Fingerprint: Equatable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ instance: UnsafePointer<codelab_instance>) {
        add(instance.pointee.status_text)
        add(instance.pointee.url)
        add(instance.pointee.token)
        add(instance.pointee.fail_reason)
        add(instance.pointee.lease)
        add(instance.pointee.action_progress_count)
        guard let steps = instance.pointee.action_progress else { return }
        var index = 0
        while Int64(index) < instance.pointee.action_progress_count {
            if let step = steps[index] {
                add(step.pointee.step)
                add(step.pointee.status_text)
                add(step.pointee.description)
            }
            index &+= 1
        }
    }

    /// Makes the hash of a page: equal for pages that list the same elements, in any order.
    init(_ page: UnsafePointer<codelab_page>) {
        var sum: UInt64 = 0
        var index = 0
        while index < pageElementCount(page) {
            var element = self
            element.add(elementID(page, at: index))
            sum &+= element.state
            index &+= 1
        }
        state = sum
    }

    private mutating func add(_ lease: UnsafePointer<codelab_lease>?) {
        guard let lease else { return add(Int64(0)) }
        add(lease.pointee.create_at_ms)
        add(lease.pointee.duration_ms)
        add(Int64(lease.pointee.enable))
    }

    private mutating func add(_ value: Int64) {
        var rest = UInt64(bitPattern: value)
        var index = 0
        while index < 8 {
            add(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
            index &+= 1
        }
    }

    /// Adds a text and its end, so that "a", "bc" differs from "ab", "c", and an empty text differs from an absent one.
    private mutating func add(_ text: UnsafePointer<CChar>?) {
        guard let text else { return add(0xFF as UInt8) }
        _ = Bytes(cString: text).allSatisfy { byte in
            add(byte)
            return true
        }
        add(0x00 as UInt8)
    }

    private mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}

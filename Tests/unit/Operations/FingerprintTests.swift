import CCodelab
import Glibc
import Testing

@testable import Operations

@Suite("A watch reports the changes that a person wants to see, and no others")
struct FingerprintTests {
    /// Calls `body` with an instance whose texts live as long as the call.
    private func print(
        status: String = "CREATING", url: String? = nil, token: String? = nil, durationMs: Int64? = nil,
        reason: String? = nil, step: String? = nil, updateMs: Int64 = 0, name: String? = nil
    ) -> Fingerprint {
        var instance = codelab_instance()
        var lease = codelab_lease()
        var first = codelab_step()
        let texts = [status, url, token, reason, step, name].map { text in text.flatMap { strdup($0) } }
        defer { texts.forEach { free($0) } }
        instance.status_text = UnsafePointer(texts[0])
        instance.url = UnsafePointer(texts[1])
        instance.token = UnsafePointer(texts[2])
        instance.fail_reason = UnsafePointer(texts[3])
        instance.name = UnsafePointer(texts[5])
        instance.update_at_ms = updateMs
        first.status_text = UnsafePointer(texts[4])
        return withUnsafePointer(to: &first) { first in
            withUnsafePointer(to: Optional(first)) { steps in
                if step != nil {
                    instance.action_progress = steps
                    instance.action_progress_count = 1
                }
                return withUnsafePointer(to: &lease) { leasePointer in
                    if let durationMs {
                        var changed = leasePointer.pointee
                        changed.duration_ms = durationMs
                        return withUnsafePointer(to: &changed) {
                            instance.lease = $0
                            return Fingerprint(&instance)
                        }
                    }
                    return Fingerprint(&instance)
                }
            }
        }
    }

    @Test("A new status, URL, token, lease, reason or step is a change; a new name or time of update is not")
    func changes() {
        let before = print()
        #expect(print() == before)
        #expect(print(updateMs: 5) == before)
        #expect(print(name: "other") == before)
        let changes = [
            print(status: "RUNNING"), print(url: ""), print(url: "u"), print(token: "u"), print(reason: "u"),
            print(durationMs: 1), print(durationMs: 2), print(step: "WAITING"), print(step: "PROCESSING"),
        ]
        for (index, change) in changes.enumerated() {
            #expect(change != before)
            for other in changes[(index + 1)...] { #expect(change != other) }
        }
    }
}

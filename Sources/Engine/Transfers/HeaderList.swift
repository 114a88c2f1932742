import CPlatform
package import Platform

/// Request headers as a `curl_slist`, over lines that are stored one after another.
///
/// The nodes are not allocated by `curl_slist_append()`, so a token has only one copy, which is overwritten when the
/// list is freed. The list is immutable, so transfers of several threads may read it at once.
public struct HeaderList: ~Copyable {
    private let lines: ByteBuffer
    private let nodes: UnsafeMutablePointer<curl_slist>?

    /// - Parameter lines: lines of the form `Name: value`, each terminated by a NUL.
    package init(lines: consuming ByteBuffer) throws(ResourceExhausted) {
        let text = lines.bytes
        var count = 0
        _ = text.allSatisfy { byte in
            if byte == 0 { count &+= 1 }
            return true
        }
        nodes = try Self.makeNodes(text, count: count)
        self.lines = lines
    }

    private static func makeNodes(_ text: Bytes, count: Int) throws(ResourceExhausted) -> UnsafeMutablePointer<
        curl_slist
    >? {
        if count == 0 { return nil }
        // A request has a handful of headers: the product is far from overflowing.
        guard let memory = malloc(count &* MemoryLayout<curl_slist>.stride) else { throw ResourceExhausted() }
        let nodes = memory.assumingMemoryBound(to: curl_slist.self)
        var rest = text
        var index = 0
        while index < count {
            let line = UnsafeMutablePointer(
                mutating: UnsafeRawPointer(rest.start).assumingMemoryBound(to: CChar.self))
            (nodes + index).initialize(
                to: curl_slist(data: line, next: index &+ 1 < count ? nodes + index + 1 : nil))
            rest = rest.dropFirst(strlen(line) &+ 1)
            index &+= 1
        }
        return nodes
    }

    deinit { free(nodes) }

    /// The lines of a list. A view is valid as long as the list exists.
    package struct View {
        let nodes: UnsafePointer<curl_slist>?

        /// Calls `body` with each line.
        package func forEach(_ body: (Bytes) -> Void) {
            var link = nodes
            while let node = link {
                if let line = node.pointee.data { body(Bytes(cString: line)) }
                link = UnsafePointer(node.pointee.next)
            }
        }
    }

    package var view: View { View(nodes: UnsafePointer(nodes)) }
}

import Platform
import Testing

@testable import Engine

@Suite("The intrusive multimap finds all nodes of a key")
struct IntrusiveMultimapTests {
    /// Nodes at fixed addresses, freed with the value.
    private final class Nodes {
        let all: UnsafeMutablePointer<Node>
        init(_ count: Int) {
            all = .allocate(capacity: count)
            for index in 0..<count { (all + index).initialize(to: Node(owner: all + index)) }
        }
        deinit { all.deallocate() }
    }

    private func found(_ map: borrowing IntrusiveMultimap, _ key: UInt64) -> Set<UnsafeMutablePointer<Node>> {
        var found: Set<UnsafeMutablePointer<Node>> = []
        var link = map.first(key)
        while let node = link {
            let isNew = found.insert(node).inserted
            #expect(isNew && node.pointee.key == key)
            link = map.next(node)
        }
        return found
    }

    @Test("insert() reports the first node of a key, and remove() the last")
    func firstAndLast() throws {
        var map = try IntrusiveMultimap()
        let nodes = Nodes(3)
        let first = map.insert(nodes.all, 7)
        let second = map.insert(nodes.all + 1, 7)
        let other = map.insert(nodes.all + 2, 8)
        #expect(first && !second && other)
        let both = found(map, 7)
        #expect(both == [nodes.all, nodes.all + 1])
        let isLast = map.remove(nodes.all)
        #expect(!isLast && !nodes.all.pointee.isEntered)
        let isLastNow = map.remove(nodes.all + 1)
        let none = map.first(7)
        #expect(isLastNow && none == nil)
        let count = map.count
        #expect(count == 1)
    }

    @Test("Random changes agree with a dictionary of sets, as the table grows too", arguments: [1, 2, 3] as [UInt64])
    func random(seed: UInt64) throws {
        var numbers = Seeded(state: seed)
        var map = try IntrusiveMultimap()
        let nodes = Nodes(2000)
        var model: [UInt64: Set<UnsafeMutablePointer<Node>>] = [:]
        for _ in 0..<20_000 {
            let node = nodes.all + Int.random(in: 0..<2000, using: &numbers)
            if node.pointee.isEntered {
                let key = node.pointee.key
                let isLast = map.remove(node)
                model[key]?.remove(node)
                if model[key]?.isEmpty == true { model[key] = nil }
                #expect(isLast == (model[key] == nil))
            } else {
                let key = UInt64.random(in: 0..<300, using: &numbers) << UInt64.random(in: 0..<50, using: &numbers)
                let isOnly = map.insert(node, key)
                #expect(isOnly == (model[key] == nil))
                model[key, default: []].insert(node)
            }
        }
        for (key, expected) in model {
            let nodes = found(map, key)
            #expect(nodes == expected)
        }
        let count = map.count
        #expect(count == model.values.map(\.count).reduce(0, +))
        var visited = 0
        map.forEach { _ in visited += 1 }
        #expect(visited == count)
    }
}

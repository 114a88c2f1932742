import CCodelab
import Platform
import Testing

@testable import Service

/// Returns the query, or the message of the error.
private func query(_ make: (Report) throws -> ListQuery) -> String {
    var text = ""
    let failure = told { report in
        let query = try make(report)
        text = string(query.bytes)
    }
    return failure?.message ?? text
}

private func size<Struct>(_ type: Struct.Type) -> UInt32 { UInt32(MemoryLayout<Struct>.size) }

@Suite("Queries of lists")
struct ListQueryTests {
    @Test("Without a filter")
    func none() {
        #expect(query { try ListQuery.instances(nil, $0) } == "?feature=DEFAULT&limit=50")
        #expect(query { try ListQuery.images(nil, $0) } == "?limit=200")
        #expect(query { try ListQuery.flavors(nil, $0) } == "?limit=200")
        #expect(query { try ListQuery.switchableFlavors($0) } == "?limit=200")
    }

    @Test(
        "Of instances",
        arguments: [
            (0, 0, 0, nil, "?feature=DEFAULT&limit=50"), (1, 6, 10, nil, "?feature=DEFAULT&status=RUNNING&limit=10"),
            (2, 14, 20, nil, "?feature=NOTEBOOK&status=FROZEN&limit=20"),
            (0, 9, 50, "a", "?feature=DEFAULT&status=CREATE_FAILED&name=a&limit=50"),
            (0, 0, 0, "a&b=c d+é/%#?~", "?feature=DEFAULT&name=a%26b%3Dc%20d%2B%C3%A9%2F%25%23%3F~&limit=50"),
            (3, 0, 0, nil, "feature: is not a value of its enum"),
            (0, 15, 0, nil, "status: is not a value of its enum"),
            (-1, 0, 0, nil, "feature: is not a value of its enum"),
            (0, 0, 1, nil, "page_size: must be 10, 20, 50, or 0 (50)"),
            (0, 0, -10, nil, "page_size: must be 10, 20, 50, or 0 (50)"),
            (0, 0, 0, "", "name: is empty; NULL leaves it out"), (0, 0, 0, "a\n", "name: has a control character"),
        ] as [(Int32, Int32, Int32, String?, String)])
    func instances(_ feature: Int32, _ status: Int32, _ pageSize: Int32, _ name: String?, _ expected: String) {
        withCText(name) { name in
            var filter = codelab_instance_filter()
            filter.struct_size = size(codelab_instance_filter.self)
            filter.feature = feature
            filter.status = status
            filter.page_size = pageSize
            filter.name = name
            #expect(query { try ListQuery.instances(&filter, $0) } == expected)
        }
    }

    @Test("A name that is not UTF-8 is refused, not encoded")
    func notUTF8() {
        let bytes: [CChar] = [0x61, CChar(bitPattern: 0xE9), 0]
        bytes.withUnsafeBufferPointer { buffer in
            var filter = codelab_instance_filter()
            filter.struct_size = size(codelab_instance_filter.self)
            filter.name = buffer.baseAddress
            #expect(query { try ListQuery.instances(&filter, $0) } == "name: is not UTF-8")
        }
    }

    @Test("Of instances, by owner and pool")
    func owners() {
        "o".withCString { owner in
            "p".withCString { pool in
                var filter = codelab_instance_filter()
                filter.struct_size = size(codelab_instance_filter.self)
                filter.owner = owner
                filter.pool_id = pool
                #expect(query { try ListQuery.instances(&filter, $0) } == "?feature=DEFAULT&owner=o&pool_id=p&limit=50")
            }
        }
    }

    @Test(
        "Of images",
        arguments: [
            (1, 1, "n", "?type=BUILD_IN&name=n&namespace=s&limit=1"),
            (2, 200, nil, "?type=DEDICATED&namespace=s&limit=200"),
            (3, 0, nil, "type: is not a value of its enum"),
            (0, 201, nil, "page_size: must be 0 (the default), or from 1 to 200"),
        ] as [(Int32, Int32, String?, String)])
    func images(_ type: Int32, _ pageSize: Int32, _ name: String?, _ expected: String) {
        withCText(name) { name in
            "s".withCString { namespace in
                var filter = codelab_image_filter()
                filter.struct_size = size(codelab_image_filter.self)
                filter.type = type
                filter.page_size = pageSize
                filter.name = name
                filter.namespace_ = namespace
                #expect(query { try ListQuery.images(&filter, $0) } == expected)
            }
        }
    }

    @Test(
        "Of flavors",
        arguments: [
            (1, "MANAGED", "?category=CPU&type=MANAGED&limit=7"), (3, nil, "?category=ASCEND&limit=7"),
            (4, nil, "category: is not a value of its enum"),
        ] as [(Int32, String?, String)])
    func flavors(_ category: Int32, _ type: String?, _ expected: String) {
        withCText(type) { type in
            var filter = codelab_flavor_filter()
            filter.struct_size = size(codelab_flavor_filter.self)
            filter.category = category
            filter.page_size = 7
            filter.type = type
            #expect(query { try ListQuery.flavors(&filter, $0) } == expected)
        }
    }

    @Test("The position comes last in the query, and ends with a NUL")
    func offsets() throws {
        for (offset, text) in [(Int64(0), "0"), (50, "50"), (.max, "9223372036854775807")] {
            var url = ByteBuffer()
            try url.append("https://h/x?limit=50")
            try appendOffset(offset, to: &url)
            #expect(String(cString: url.cString) == "https://h/x?limit=50&offset=\(text)")
        }
    }
}

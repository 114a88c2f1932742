import Testing

@testable import SimulatorCore

@Suite("Lists")
struct ListTests {
    struct Page: CustomTestStringConvertible, Sendable {
        let path: String
        var count = 0
        var total: Int64 = 0
        var pages: Int64 = 1
        var current: Int64 = 0
        var key = "data"
        var code: String?

        var testDescription: String { path }
    }

    /// Of a user with one free instance, 25 billed ones, and 23 images.
    static let pages = [
        Page(path: "/notebooks", count: 10, total: 25, pages: 3),
        Page(path: "/notebooks?limit=20&offset=20", count: 5, total: 25, pages: 2, current: 1),
        Page(path: "/notebooks?limit=50&offset=25", count: 0, total: 25),
        Page(path: "/notebooks?feature=DEFAULT", count: 1, total: 1),
        Page(path: "/notebooks?feature=DEFAULT&status=RUNNING", count: 0, total: 0, pages: 0),
        Page(path: "/notebooks?status=STOPPED&name=extra-2", count: 7, total: 7),
        Page(path: "/notebooks?owner=nobody", count: 0, total: 0, pages: 0),
        Page(path: "/notebooks?workspaceId=0&sort_key=name&sort_dir=ASC", count: 10, total: 25, pages: 3),
        Page(path: "/notebooks?limit=15", code: "0107"),
        Page(path: "/notebooks?limit=many", code: "6332"),
        Page(path: "/notebooks?offset=-1", code: "0107"),
        Page(path: "/notebooks?feature=OTHER", code: "0107"),
        Page(path: "/notebooks?status=SLEEPING", code: "0107"),
        Page(path: "/notebooks?sort_key=url", code: "6303"),
        Page(path: "/notebooks?page=1", code: "0104"),
        Page(path: "/images", count: 23, total: 23),
        Page(path: "/images?limit=10&offset=20", count: 3, total: 23, pages: 3, current: 2),
        Page(path: "/images?type=BUILD_IN", count: 3, total: 3),
        Page(path: "/images?type=DEDICATED&name=team", count: 1, total: 1),
        Page(path: "/images?name=team&name_fuzzy_match=false", count: 0, total: 0, pages: 0),
        Page(path: "/images?namespace=workshop", count: 20, total: 20),
        Page(path: "/images?limit=201", code: "0107"),
        Page(path: "/images?type=OTHER", code: "0107"),
        Page(path: "/notebooks/flavors", count: 7, total: 7, current: 1),
        Page(path: "/notebooks/flavors?category=CPU&limit=3&offset=3", count: 1, total: 4, pages: 2, current: 2),
        Page(path: "/notebooks/flavors?feature=DEFAULT", count: 3, total: 3, current: 1),
        Page(path: "/notebooks/flavors?type=DEDICATED", count: 0, total: 0, pages: 0, current: 1),
        Page(path: "/notebooks/flavors?category=TPU", code: "0107"),
        Page(path: "$/flavors", count: 1, total: 1, current: 1, key: "data"),
        Page(path: "$/flavors", count: 1, total: 1, current: 1, key: "flavors"),
    ]

    @Test("come in pages, with the page's place in them", arguments: pages)
    func page(_ wanted: Page) throws {
        let guest = try Guest(#"{"extra_notebooks":25,"extra_images":19}"#)
        let path = try wanted.path.replacing("$", with: guest.opened())
        let response = try guest.call("GET", path)
        if let code = wanted.code {
            #expect(try response.errorCode() == "ModelArts.\(code)")
            return
        }
        let json = try response.json()
        #expect(try json.items(wanted.key).count == wanted.count)
        #expect(try json.integer("size") == Int64(wanted.count))
        #expect(try json.integer("total") == wanted.total)
        #expect(try json.integer("pages") == wanted.pages)
        #expect(try json.integer("current") == wanted.current)
    }

    @Test("read by offset return every instance once, newest first")
    func walk() throws {
        let guest = try Guest(#"{"extra_notebooks":45}"#)
        var names: [String] = []
        while true {
            let page = try guest.call("GET", "/notebooks?limit=20&offset=\(names.count)").json().items("data")
            if page.isEmpty { break }
            names += try page.map { try $0.text("name") }
        }
        #expect(names == (1...45).map { "extra-\($0)" })
    }

    @Test("An instance of a list can be used as any other, and disappears from it after its deletion")
    func listed() throws {
        let guest = try Guest(#"{"extra_notebooks":2,"step_ms":0}"#)
        let first = try #require(try guest.call("GET", "/notebooks").json().items("data").first)
        let path = "/notebooks/\(try first.text("id"))"
        _ = try guest.call("POST", path + "/start")
        #expect(try guest.call("GET", path).json().text("status") == "RUNNING")
        _ = try guest.call("POST", path + "/stop")
        _ = try guest.call("DELETE", path)
        #expect(try guest.call("GET", "/notebooks").json().integer("total") == 1)
    }

    @Test("Flavors are listed under the configured key", arguments: ["data", "flavors"])
    func flavorKeys(_ key: String) throws {
        let guest = try Guest(#"{"flavor_keys":["\#(key)"]}"#)
        let other = key == "data" ? "flavors" : "data"
        for path in ["/notebooks/flavors", try guest.opened() + "/flavors"] {
            let json = try guest.call("GET", path).json()
            #expect(try !json.items(key).isEmpty)
            #expect(json[other] == nil)
        }
    }

    static let images: [(String, Int, String?)] = [
        ("e1a07296-22a8-4f05-8bc8-e936c8e54090", 200, nil),
        ("11111111-2222-3333-4444-555555555555", 400, "ModelArts.6797"), ("cpu", 404, "ModelArts.0015"),
    ]

    @Test("Images are shown one by one, too", arguments: images)
    func image(id: String, status: Int, code: String?) throws {
        let response = try Guest().call("GET", "/images/\(id)")
        #expect(response.status == status)
        #expect(try code == nil ? response.json().text("id") == id : response.errorCode() == code)
    }

    @Test(
        "A wrong type is in the first element of the response",
        arguments: [
            "/notebooks?feature=DEFAULT", "/images", "/notebooks/flavors", "$", "$/lease", "$/flavors",
        ])
    func wrongType(_ path: String) throws {
        let guest = try Guest()
        let target = try path.replacing("$", with: guest.opened())
        let right = try guest.call("GET", target)
        #expect(try guest.control("PUT", "/faults", #"[{"kind":"wrong_type"}]"#).status == 204)
        let wrong = try guest.call("GET", target)
        #expect(try wrong.json() != right.json())
        #expect(String(decoding: wrong.body, as: UTF8.self).contains("\"not-a-number\""))
    }
}

import JSON
import Platform
import Testing

@Suite("A failure says what was expected, what was found, and where")
struct FailureTests {
    @Test(
        "Kinds that are not the expected one",
        arguments: [
            ("\"a\"", "expected an integer, found a string"), ("{}", "expected an integer, found an object"),
            ("[]", "expected an integer, found an array"), ("true", "expected an integer, found a boolean"),
            ("null", "expected an integer, found null"), ("?", "expected an integer, found something that is not JSON"),
            ("1.5", "expected an integer, found a fraction"), ("1e99", "the integer does not fit into 64 bits"),
            ("", "the text is empty"),
        ])
    func integers(_ text: String, _ expected: String) {
        #expect(message(text) { reader throws(JSONError) in _ = try reader.integer() } == expected)
    }

    @Test("Other kinds")
    func others() {
        #expect(
            message("1") { reader throws(JSONError) in _ = try reader.string() } == "expected a string, found a number")
        #expect(
            message("1") { reader throws(JSONError) in _ = try reader.boolean() }
                == "expected a boolean, found a number")
        #expect(
            message("\"\"") { reader throws(JSONError) in _ = try reader.double() }
                == "expected a number, found a string")
        #expect(
            message("[]") { reader throws(JSONError) in _ = try reader.enterObject() }
                == "expected an object, found an array")
        #expect(
            message("{}") { reader throws(JSONError) in _ = try reader.enterArray() }
                == "expected an array, found an object")
        #expect(
            message("[") { reader throws(JSONError) in
                _ = try reader.enterArray(); _ = try reader.string()
            }
                == "the text ends in the middle of a value")
    }

    private func message(_ text: String, _ body: (inout JSONReader) throws(JSONError) -> Void) -> String {
        withReader(Array(text.utf8)) { reader in
            do throws(JSONError) {
                try body(&reader)
                return "no failure"
            } catch {
                return write { error.describe(to: &$0) }
            }
        }
    }

    private static let x63 = String(repeating: "x", count: 63)

    @Test(
        "Paths",
        arguments: [
            ("a member of a member", #"{"a":{"b":?}}"#, "a.b"),
            ("an element of a member", #"{"action_progress":[{},{},{"step":?}]}"#, "action_progress[2].step"),
            ("an element of an element", "[[1,[2,?]]]", "[0][1][1]"),
            ("the path of a finished object is dropped", #"{"a":{"b":{"c":[1]}},"d":?}"#, "d"),
            ("a bad key is not part of the path", #"{"a":{"b":1,?"#, "a"),
            ("a key that is missing in an element", #"{"a":[{?"#, "a[0]"),
            ("a key with a dot", #"{"a.b":?}"#, #"["a.b"]"#),
            ("an empty key", #"{"a":{"":?}}"#, #"a[""]"#),
            ("a key with escapes that was written over itself", #"{"\u0061\u0062":{"c":?}}"#, "ab.c"),
            ("a key with a control character", #"{"a\nb":?}"#, #"["a b"]"#),
            ("a key beyond ASCII", #"{"schlüssel":?}"#, #"["schlüssel"]"#),
            ("a key that is too long to be shown", "{\"\(x63)xx\":?}", "[\"\(x63)x…\"]"),
            ("a key that is cut at a character", "{\"\(x63)éé\":?}", "[\"\(x63)…\"]"),
        ] as [(Comment, String, String)])
    func paths(_ name: Comment, _ text: String, _ expected: String) {
        for outcome in [walk(Array(text.utf8)), skip(Array(text.utf8))] {
            guard case .failed(_, _, let path) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(path == expected, name)
        }
    }
}

import JSON
import Testing

@Suite("JSON is read as RFC 8259 defines it, and other text is refused")
struct StructureTests {
    @Test(
        "Accepted texts, whether read or skipped",
        arguments: [
            ("an empty object", "{}", "{}"),
            ("an empty array", "[]", "[]"),
            ("empty containers in each other", "[[],{},[{}]]", "[[],{},[{}]]"),
            ("white space of all four kinds around every token", " \t\n\r{ \t\"a\"\n:\r[ 1 , 2 ]\t} ", "{a:[1,2]}"),
            ("a string alone", "\"a\"", "“a”"),
            ("a number alone", "7", "7"),
            ("a number alone with space after it", "-0 \n", "-0"),
            ("null alone", "null", "null"),
            ("true and false", "[true,false]", "[true,false]"),
            ("an empty key", "{\"\":1}", "{:1}"),
            ("a key that comes twice", "{\"a\":1,\"a\":2}", "{a:1,a:2}"),
            ("a key with escapes", "{\"\\u0061\\n\":1}", "{a\n:1}"),
            ("a key with U+0000", "{\"a\\u0000b\":1}", "{a\0b:1}"),
            (
                "numbers of every form", "[0,-0,10,1.5,-1.5e3,1E+2,1e-2,0.0,0e0,123456789012345678901234567890]",
                "[0,-0,10,1.5,-1.5e3,1E+2,1e-2,0.0,0e0,123456789012345678901234567890]"
            ),
            (
                "containers as elements and members", "{\"a\":{\"b\":[{\"c\":null}]},\"d\":[]}",
                "{a:{b:[{c:null}]},d:[]}"
            ),
            ("a delete character in a string", "[\"\u{7F}\"]", "[“\u{7F}”]"),
        ])
    func accepts(_ name: Comment, _ text: String, _ expected: String) {
        #expect(walk(Array(text.utf8)) == .read(expected), name)
        #expect(skip(Array(text.utf8)).isRead, name)
    }

    @Test("White space of any length and kind, but no similar characters")
    func whiteSpace() {
        let lines = ["\n", "\r\n", "\n\t", " \n", "\t \r"]
        for count in 0...40 {
            for space in lines.map({ $0 + String(repeating: " ", count: count) })
                + [" ", "\t", "\n", "\r"].map({ String(repeating: $0, count: count) })
            {
                let text = "{_\"a\"_:_[_1_,_2_]_,_\"b\"_:_{_}_,_\"c\" : 3_}_"
                #expect(walk(Array(text.replacing("_", with: space).utf8)) == .read("{a:[1,2],b:{},c:3}"))
                for other in ["\u{0B}", "\u{0C}", "\u{0}", "\u{1F}", "\u{A0}"] {
                    let place = space.utf8.count + 1
                    #expect(
                        skip(Array("{\(space)\(other)\"a\":1}".utf8)) == .failed(.notKey, at: place, path: ""))
                }
            }
        }
    }

    @Test(
        "Refused texts, with reason, offset and path, whether read or skipped",
        arguments: [
            ("a comma after the last element", "[1,]", .notValue, 3, "[1]"),
            ("a comma after the last member", "{\"a\":1,}", .notKey, 7, ""),
            ("two commas", "[1,,2]", .notValue, 3, "[1]"),
            ("a comma before the first element", "[,1]", .notValue, 1, "[0]"),
            ("a missing comma in an array", "[1 2]", .notCommaInArray, 3, "[0]"),
            ("a missing comma in an object", "{\"a\":1 \"b\":2}", .notCommaInObject, 7, "a"),
            ("a missing colon", "{\"a\" 1}", .notColon, 5, "a"),
            ("a missing value", "{\"a\":}", .notValue, 5, "a"),
            ("a missing key", "{:1}", .notKey, 1, ""),
            ("two colons", "{\"a\"::1}", .notValue, 5, "a"),
            ("a key without quotes", "{a:1}", .notKey, 1, ""),
            ("a key in single quotes", "{'a':1}", .notKey, 1, ""),
            ("a number as key", "{1:1}", .notKey, 1, ""),
            ("an object closed as an array", "{\"a\":1]", .notCommaInObject, 6, "a"),
            ("an array closed as an object", "[1}", .notCommaInArray, 2, "[0]"),
            ("text after the value", "{} x", .trailing, 3, ""),
            ("a second value", "1 2", .trailing, 2, ""),
            ("a bracket too many", "[]]", .trailing, 2, ""),
            ("a comma after the value", "[],", .trailing, 2, ""),
            ("a comment", "[1/*x*/]", .notCommaInArray, 2, "[0]"),
            ("a word in capitals", "[TRUE]", .notValue, 1, "[0]"),
            ("a word that goes on", "[nullx]", .notCommaInArray, 5, "[0]"),
            ("a word with a typing slip", "[nul]", .badWord, 1, "[0]"),
            ("a word that is cut by the array's end", "[tru]", .badWord, 1, "[0]"),
            ("NaN", "[NaN]", .notValue, 1, "[0]"),
            ("Infinity", "[Infinity]", .notValue, 1, "[0]"),
            ("a form feed as space", "[\u{0C}]", .notValue, 1, "[0]"),
            ("a space beyond ASCII", "[\u{A0}1]", .notValue, 1, "[0]"),
            ("a NUL between tokens", "[\01]", .notValue, 1, "[0]"),
            ("a NUL after the value", "[]\0", .trailing, 2, ""),
            ("a star", "[*]", .notValue, 1, "[0]"),
            ("a brace alone", "}", .notValue, 0, ""),
        ] as [(Comment, String, JSONError.Reason, Int, String)])
    func refuses(_ name: Comment, _ text: String, _ reason: JSONError.Reason, _ offset: Int, _ path: String) {
        let expected = Outcome.failed(reason, at: offset, path: path)
        #expect(walk(Array(text.utf8)) == expected, name)
        #expect(skip(Array(text.utf8)) == expected, name)
    }

    @Test("A text is refused wherever it is cut off, at its end")
    func cutOff() {
        let whole = Array(
            "{\"key\":[1,-2.5e+3,\"a\\u00e9\\ud83d\\ude00é😀\",true,false,null,{}],\"k\":{\"l\":[[]]}}".utf8)
        for length in 0..<whole.count {
            let cut = Array(whole.prefix(length))
            for outcome in [walk(cut), skip(cut)] {
                guard case .failed(let reason, let offset, _) = outcome else {
                    Issue.record("\(length) bytes were accepted")
                    continue
                }
                // Inside a character the text is not UTF-8; between the halves of a pair, half of it is missing.
                if reason != .notUTF8, reason != .surrogate {
                    #expect(reason == .ends, "cut to \(length)")
                    #expect(offset <= length)
                }
            }
        }
        #expect(walk(whole).isRead)
    }

    @Test(
        "Nesting",
        arguments: [(1, true), (127, true), (128, true), (129, false), (100_000, false)])
    func nesting(_ depth: Int, isAccepted: Bool) {
        let arrays =
            Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)
        let objects =
            Array(String(repeating: "{\"a\":", count: depth).utf8) + Array("1".utf8)
            + Array(repeating: UInt8(ascii: "}"), count: depth)
        #expect(skip(arrays).isRead == isAccepted)
        #expect(skip(objects).isRead == isAccepted)
        #expect(walk(Array(arrays)).isRead == isAccepted)
        if !isAccepted {
            guard case .failed(.tooDeep, at: 128, _) = skip(arrays) else {
                Issue.record("the 129th bracket is the one to refuse")
                return
            }
        }
    }

    @Test("Depth counts open containers, not closed ones")
    func depthIsGivenBack() {
        let text = "[" + Array(repeating: "[[{\"a\":[]}]]", count: 1000).joined(separator: ",") + "]"
        #expect(skip(Array(text.utf8)).isRead)
        #expect(walk(Array(text.utf8)).isRead)
    }
}

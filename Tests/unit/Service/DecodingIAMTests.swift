import CCodelab
import Platform
import Testing

@testable import Service

@Suite("IAM's answers are read")
struct DecodingIAMTests {
    private struct Token: Equatable {
        var expiresAtMs: Int64?
        var projectID = ""
        var endpoint = ""
    }

    private func token(_ body: String, region: String = "", _ expected: Token) -> Told? {
        told { report in
            var block = filledBlock(Array(body.utf8), headBytes: 0)
            try withBytes(region) { region in
                let answer = try decodeToken(&block, region: region, report)
                let found = Token(
                    expiresAtMs: answer.expiresAtMs, projectID: string(answer.projectID),
                    endpoint: string(answer.endpoint))
                #expect(found == expected, "\(body)")
            }
            block.removeAll()
        }
    }

    @Test("A whole answer of the token call")
    func whole() {
        let body = """
            {"token":{"expires_at":"2021-12-08T01:50:05.123000Z","issued_at":"2021-12-07T01:50:05.123000Z",
             "methods":["password"],"catalog":[
              {"endpoints":[{"id":"x","interface":"public","region":"*","region_id":"*","url":"https://iam.e.x/v3"}],
               "id":"1","name":"iam","type":"identity"},
              {"endpoints":[{"id":"y","interface":"public","region":"eu-de","region_id":"eu-de",
                "url":"https://modelarts.eu-de.e.x/v1/77b6a44cba5143ab91d13ab9a8ff44fd"}],
               "id":"2","name":"modelarts","type":"modelarts"}],
             "domain":{"id":"d","name":"D"},"roles":[{"id":"0","name":"r"}],
             "project":{"domain":{"id":"d","name":"D"},"id":"77b6a44cba5143ab91d13ab9a8ff44fd","name":"eu-de"},
             "user":{"domain":{"id":"d","name":"D"},"id":"u","name":"U"}}}
            """
        #expect(
            token(
                body,
                Token(
                    expiresAtMs: 1_638_928_205_123, projectID: "77b6a44cba5143ab91d13ab9a8ff44fd",
                    endpoint: "https://modelarts.eu-de.e.x")) == nil)
    }

    @Test(
        "The service's place in the catalog",
        arguments: [
            (
                "a word in the project's place", [("modelarts", "public", "eu-de", "https://h/v1/$(tenant_id)s")], "",
                "https://h"
            ),
            ("a prefix", [("modelarts", "public", "eu-de", "https://h/p/v2/id")], "", "https://h/p"),
            ("no version", [("modelarts", "public", "eu-de", "https://h:8443")], "", "https://h:8443"),
            ("a version at the end", [("modelarts", "public", "eu-de", "https://h/v1")], "", "https://h"),
            ("any case of the type", [("ModelArts", "public", "eu-de", "https://h/v1")], "", "https://h"),
            ("another service", [("modelartsx", "public", "eu-de", "https://h/v1")], "", ""),
            ("not for the public", [("modelarts", "internal", "eu-de", "https://h/v1")], "", ""),
            (
                "two versions at one place",
                [
                    ("modelarts", "public", "eu-de", "https://h/v1/p"),
                    ("modelarts", "public", "eu-de", "https://h/v2/p"),
                ],
                "", "https://h"
            ),
            (
                "two places, one of the region",
                [
                    ("modelarts", "public", "eu-nl", "https://n/v1/p"),
                    ("modelarts", "public", "eu-de", "https://d/v1/p"),
                ],
                "eu-de", "https://d"
            ),
            (
                "two places, none of the region",
                [
                    ("modelarts", "public", "eu-nl", "https://n/v1/p"),
                    ("modelarts", "public", "eu-de", "https://d/v1/p"),
                ],
                "x", ""
            ),
            (
                "two places and no region",
                [
                    ("modelarts", "public", "eu-nl", "https://n/v1/p"),
                    ("modelarts", "public", "eu-de", "https://d/v1/p"),
                ],
                "", ""
            ),
            ("one place, of another region", [("modelarts", "public", "eu-de", "https://d/v1/p")], "x", "https://d"),
        ] as [(Comment, [(String, String, String, String)], String, String)])
    func catalog(
        _ name: Comment, _ services: [(String, String, String, String)], _ region: String, _ endpoint: String
    ) {
        func places(_ service: (String, String, String, String)) -> String {
            #""endpoints":[7,{"url":"\#(service.3)","region":"\#(service.2)","interface":"\#(service.1)"}]"#
        }
        // The type may come before or after the endpoints, and the name may replace it.
        for form in 0..<3 {
            let entries = services.map { service in
                switch form {
                case 0: "{\"type\":\"\(service.0)\",\(places(service))}"
                case 1: "{\(places(service)),\"name\":\"\",\"type\":\"\(service.0)\"}"
                default: "{\"type\":null,\(places(service)),\"name\":\"\(service.0)\"}"
                }
            }
            let body = "{\"token\":{\"catalog\":[null,\(entries.joined(separator: ","))]}}"
            #expect(token(body, region: region, Token(endpoint: endpoint)) == nil, name)
        }
    }

    @Test(
        "Missing, null and wrong values are absent",
        arguments: [
            "{}", #"{"token":null}"#, #"{"token":[]}"#, #"{"token":{}}"#, #"{"x":{"project":{"id":"a"}}}"#,
            #"{"token":{"expires_at":5,"project":"x","catalog":{}}}"#,
            #"{"token":{"expires_at":"soon","project":{"id":7},"catalog":[[],1,{"endpoints":{},"type":5}]}}"#,
            #"{"token":{"catalog":[{"type":"modelarts","endpoints":[{"interface":"public"}]}]}}"#,
        ])
    func nothing(_ body: String) {
        #expect(token(body, Token()) == nil)
    }

    @Test(
        "An invalid answer of IAM is refused, with the position",
        arguments: [
            ("", "IAM's response is not valid as a token: the text is empty (byte 0)"),
            ("[]", "IAM's response is not valid as a token: expected an object, found an array (byte 0)"),
            (
                #"{"token":{"project":{"id":"#,
                "IAM's response is not valid as a token: token.project.id: "
            ),
            (#"{"token":{"project":{"id":"../x"}}}"#, "an invalid project id; set project_id"),
        ])
    func refused(_ body: String, _ message: String) {
        let failure = token(body, Token())
        #expect(failure?.status == "CODELAB_E_PROTOCOL")
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    @Test(
        "The project of a name",
        arguments: [
            (#"{"projects":[{"id":"a","name":"eu-de"}]}"#, "a"),
            (#"{"projects":[{"name":"eu-de_x","id":"b"},{"name":"eu-de","id":"a","enabled":true}],"links":{}}"#, "a"),
            (#"{"projects":[{"id":"a","name":"eu-de"},{"id":"b","name":"eu-de"}]}"#, "a"),
            (#"{"projects":[{"name":"eu-de"},null,5,{"id":"b","name":"eu-de"}]}"#, "b"),
        ])
    func projects(_ body: String, _ id: String) {
        let failure = project(body) { #expect($0 == id) }
        #expect(failure == nil)
    }

    @Test(
        "No project with that name",
        arguments: [
            #"{"projects":null}"#, #"{"projects":[]}"#, "{}", #"{"projects":{"id":"a","name":"eu-de"}}"#,
            #"{"projects":[{"id":"a","name":"eu-de_x"},{"id":"b","name":"EU-DE"},{"id":7,"name":"eu-de"}]}"#,
        ])
    func noProject(_ body: String) {
        let failure = project(body) { Issue.record("\($0)") }
        #expect(
            failure
                == Told(
                    status: "CODELAB_E_NOT_FOUND",
                    message: "IAM lists no project named eu-de for this credential; set project_id"))
    }

    @Test("An invalid list of projects")
    func badProjects() {
        let failure = project("<html>") { Issue.record("\($0)") }
        #expect(failure?.status == "CODELAB_E_PROTOCOL")
        #expect(failure?.message.hasPrefix("IAM's response is not valid as a list of projects") == true)
        #expect(project(#"{"projects":[{"name":"eu-de","id":"a/b"}]}"#) { _ in }?.status == "CODELAB_E_PROTOCOL")
    }

    private func project(_ body: String, _ check: (String) -> Void) -> Told? {
        told { report in
            var block = filledBlock(Array(body.utf8), headBytes: 0)
            check(string(try decodeProjects(&block, name: ("eu-de" as Literal).bytes, report)))
            block.removeAll()
        }
    }
}

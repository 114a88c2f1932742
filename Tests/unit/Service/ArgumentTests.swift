import CCodelab
import Platform
import Testing

@testable import Service

@Suite("Arguments are checked before they are used")
struct ArgumentTests {
    @Test(
        "Instance ids",
        arguments: [
            ("f9937afa-ca78-45b6-bc12-7ecf42553c48", true), ("a", true), ("A_b-9", true),
            (String(repeating: "x", count: 64), true), (String(repeating: "x", count: 65), false), ("", false),
            ("open", false), ("all", false), ("flavors", false), ("opened", true), ("../x", false), ("a/b", false),
            ("a?b", false), ("a b", false), ("a%2fb", false), ("a.b", false), ("ä", false), ("a\nb", false),
        ])
    func instanceIDs(_ text: String, isAccepted: Bool) {
        withBytes(text) { bytes in
            #expect((told { try Check.instanceID(bytes, $0) } == nil) == isAccepted, "\(text)")
        }
    }

    @Test(
        "Tokens",
        arguments: [
            ("MIIabc+/=", true), (String(repeating: "t", count: 32768), true),
            (String(repeating: "t", count: 32769), false), ("a b", false), ("a\r\nX-Other: 1", false), ("a\tb", false),
            ("a\u{7F}", false), ("tökén", false),
        ])
    func tokens(_ text: String, isAccepted: Bool) {
        withBytes(text) { bytes in
            #expect((told { try Check.token(bytes, "token", $0) } == nil) == isAccepted)
        }
    }

    @Test(
        "Header values",
        arguments: [
            ("my program/1.0 (test)", true), (" leading", false), ("trailing ", false), ("a\nb", false), ("ä", false),
            (String(repeating: "x", count: 32769), false),
        ])
    func headerValues(_ text: String, isAccepted: Bool) {
        withBytes(text) { bytes in
            #expect((told { try Check.headerValue(bytes, "user_agent", $0) } == nil) == isAccepted, "\(text)")
        }
    }

    @Test(
        "Addresses of notebook files",
        arguments: [
            ("https://example.com/a.ipynb", true), ("http://example.com/a?b=c&d=%20", true),
            ("aHR0cHM6Ly9leGFtcGxlLmNvbS9hLmlweW5i", false), ("file:///etc/passwd", false), ("https://", false),
            ("https:///a", false), ("https://a b", false), ("https://example.com/ä.ipynb", false),
            ("https://example.com/\u{1}", false), ("https://e/" + String(repeating: "x", count: 32768), false),
        ])
    func shareURLs(_ text: String, isAccepted: Bool) {
        withBytes(text) { bytes in
            #expect((told { try Check.shareURL(bytes, $0) } == nil) == isAccepted, "\(text)")
        }
    }

    @Test("Numbers have a default, and bounds that the message states")
    func numbers() {
        let failure = told { report in
            let fallback = try Check.number(0, "n", from: 1, to: 9, default: 5, report)
            let highest = try Check.number(9, "n", from: 1, to: 9, default: 5, report)
            #expect(fallback == 5)
            #expect(highest == 9)
        }
        #expect(failure == nil)
        for wrong: Int64 in [-1, 10, .max, .min] {
            let failure = told { _ = try Check.number(wrong, "max_attempts", from: 1, to: 9, default: 5, $0) }
            #expect(failure?.message == "max_attempts: must be 0 (the default), or from 1 to 9")
        }
    }

    @Test(
        "The body of open holds what was given, the address encoded",
        arguments: [
            (nil, nil, "{}"),
            ("", "", "{}"),
            ("e1a07296-22a8-4f05-8bc8-e936c8e54090", nil, #"{"image_id":"e1a07296-22a8-4f05-8bc8-e936c8e54090"}"#),
            (nil, "https://e.x/a", #"{"share_url":"aHR0cHM6Ly9lLngvYQ=="}"#),
            ("i", "https://e.x/ab", #"{"image_id":"i","share_url":"aHR0cHM6Ly9lLngvYWI="}"#),
        ] as [(String?, String?, String)])
    func bodies(imageID: String?, shareURL: String?, body: String) {
        var request = codelab_open_request()
        request.struct_size = UInt32(MemoryLayout<codelab_open_request>.size)
        let failure = told { report in
            try (imageID ?? "").withCString { imageText in
                try (shareURL ?? "").withCString { shareText in
                    request.image_id = imageID == nil ? nil : imageText
                    request.share_url = shareURL == nil ? nil : shareText
                    let written = try OpenRequest(&request, report).openBody(report)
                    #expect(string(written.bytes) == body)
                }
            }
        }
        #expect(failure == nil)
    }
}

@Suite("Of structures of other versions the common fields are read")
struct CallerStructTests {
    @Test("A shorter structure, of an older caller, leaves the other fields at their defaults")
    func shorter() throws {
        var request = codelab_open_request()
        request.struct_size = 16
        request.image_id = UnsafePointer(bitPattern: 1 << 12)
        request.share_url = UnsafePointer(bitPattern: 1 << 12)
        let failure = told { report in
            var read = codelab_open_request()
            try readCallerStruct(&request, "request", into: &read, report)
            #expect(read.image_id != nil)
            #expect(read.share_url == nil)
        }
        #expect(failure == nil)
    }

    @Test(
        "A longer structure, of a newer caller, must be zero after the fields that this library knows",
        arguments: [(UInt8(0), true), (UInt8(1), false)])
    func longer(last: UInt8, isAccepted: Bool) {
        let size = MemoryLayout<codelab_open_request>.size
        var bytes = [UInt8](repeating: 0, count: size + 8)
        bytes.withUnsafeMutableBytes { buffer in
            buffer.storeBytes(of: UInt32(size + 8), as: UInt32.self)
            buffer[size + 7] = last
            let source = buffer.baseAddress?.assumingMemoryBound(to: codelab_open_request.self)
            let failure = told { report in
                if let source {
                    var read = codelab_open_request()
                    try readCallerStruct(source, "request", into: &read, report)
                }
            }
            #expect((failure == nil) == isAccepted)
        }
    }

    @Test("A structure that was never initialised is refused")
    func uninitialised() {
        var request = codelab_open_request()
        let failure = told { report in
            var read = codelab_open_request()
            try readCallerStruct(&request, "request", into: &read, report)
        }
        #expect(failure?.message.contains("struct_size") == true)
    }
}

import CCodelab
package import Platform

/// What callers may pass as texts: each check names the argument, says what is wrong, and lets nothing through that
/// could change the meaning of a URL or a header.
package enum Check {
    @inline(never)
    package static func refuse(
        _ field: Literal, _ problem: Literal, _ report: Report
    ) -> Failure {
        report.failure(CODELAB_E_ARGUMENT) {
            $0.write(field)
            $0.write(": ")
            $0.write(problem)
        }
    }

    /// For texts whose length the service does not document. Its gateway takes no longer URI and no longer header.
    static var longestText: Int { 32768 }

    /// Refuses a text of more than `longest` characters, as the service counts: not bytes.
    @inline(never)
    static func length(_ text: Bytes, _ field: Literal, longest: Int, _ report: Report) throws(Failure) {
        var count = 0
        _ = text.allSatisfy { byte in
            // Not a continuation of UTF-8.
            if byte & 0xC0 != 0x80 { count &+= 1 }
            return true
        }
        guard count > longest else { return }
        throw report.failure(CODELAB_E_ARGUMENT) {
            $0.write(field)
            $0.write(": is longer than ")
            $0.write(Int64(longest))
            $0.write(" characters")
        }
    }

    /// A text that must be there.
    package static func required(
        _ text: UnsafePointer<CChar>?, _ field: Literal, _ report: Report
    ) throws(Failure) -> Bytes {
        guard let text, text.pointee != 0 else { throw refuse(field, "is required", report) }
        return Bytes(cString: text)
    }

    /// A path segment of ours: a project, an instance.
    package static func identifier(
        _ text: Bytes, _ field: Literal, _ report: Report
    ) throws(Failure) {
        guard !text.isEmpty else { throw refuse(field, "is required", report) }
        try length(text, field, longest: 64, report)
        guard text.allSatisfy({ $0.isDigit || $0.isLetter || $0 == 0x2D || $0 == 0x5F }) else {
            throw refuse(field, "may hold only letters, digits, '-' and '_'", report)
        }
    }

    /// The id of an instance as a caller passes it.
    package static func instanceID(_ text: UnsafePointer<CChar>?, _ report: Report) throws(Failure) -> Bytes {
        let id = try required(text, "id", report)
        try instanceID(id, report)
        return id
    }

    package static func imageID(_ text: UnsafePointer<CChar>?, _ report: Report) throws(Failure) -> Bytes {
        let id = try required(text, "id", report)
        try identifier(id, "id", report)
        return id
    }

    /// An instance's id. A few words in its place would address another call of the service.
    package static func instanceID(_ text: Bytes, _ report: Report) throws(Failure) {
        try identifier(text, "id", report)
        if text == "open" || text == "all" || text == "flavors" {
            throw refuse("id", "is the name of another call, not of an instance", report)
        }
    }

    /// A secret in a header: visible ASCII, so that it can neither end the header nor begin another.
    package static func token(_ text: Bytes, _ field: Literal, _ report: Report) throws(Failure) {
        try length(text, field, longest: longestText, report)
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw refuse(field, "holds a space, a line break or another byte that no token has", report)
        }
    }

    /// A header's value: printable ASCII and spaces inside.
    package static func headerValue(
        _ text: Bytes, _ field: Literal, _ report: Report
    ) throws(Failure) {
        try length(text, field, longest: longestText, report)
        guard text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), text[0] != 0x20, text[text.count &- 1] != 0x20 else {
            throw refuse(field, "may hold only printable ASCII, with no space at its ends", report)
        }
    }

    /// A text that only goes into a body, where it is escaped: the service judges it.
    package static func bodyText(
        _ text: Bytes, _ field: Literal, _ report: Report
    ) throws(Failure) {
        try length(text, field, longest: longestText, report)
        guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw refuse(field, "holds a control character", report)
        }
    }

    /// The plain address of a notebook file, before it is encoded.
    package static func shareURL(_ text: Bytes, _ report: Report) throws(Failure) {
        try length(text, "share_url", longest: longestText, report)
        let scheme = text.hasPrefix("https://") ? 8 : (text.hasPrefix("http://") ? 7 : 0)
        guard scheme > 0, text.count > scheme, text[scheme] != 0x2F else {
            throw refuse("share_url", "must be the plain http(s) address of a file, not encoded", report)
        }
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw refuse("share_url", "may hold only visible ASCII; percent-encode the rest", report)
        }
    }

    /// Names of headers, with ';' between them.
    package static func signedHeaders(_ text: Bytes, _ report: Report) throws(Failure) {
        var rest = text
        while !rest.isEmpty {
            var length = 0
            while let byte = rest[length], byte != 0x3B { length &+= 1 }
            guard isSignable(rest.prefix(length)) else {
                throw refuse("signed_headers", "names a header that no request has, or that cannot be signed", report)
            }
            rest = rest.dropFirst(length &+ 1)
        }
    }

    private static func isSignable(_ name: Bytes) -> Bool {
        name.equalsIgnoringCase(("content-type" as Literal).bytes) || name.equalsIgnoringCase(("host" as Literal).bytes)
            || name.equalsIgnoringCase(("x-language" as Literal).bytes)
            || name.equalsIgnoringCase(("x-project-id" as Literal).bytes)
            || name.equalsIgnoringCase(("x-security-token" as Literal).bytes)
            || name.equalsIgnoringCase(("x-sdk-date" as Literal).bytes)
    }

    /// A number with a default for zero.
    package static func number(
        _ value: Int64, _ field: Literal, from lowest: Int64, to highest: Int64, default fallback: Int64,
        _ report: Report
    ) throws(Failure) -> Int64 {
        if value == 0 { return fallback }
        guard value >= lowest, value <= highest else {
            throw report.failure(CODELAB_E_ARGUMENT) {
                $0.write(field)
                $0.write(": must be 0 (the default), or from ")
                $0.write(lowest)
                $0.write(" to ")
                $0.write(highest)
            }
        }
        return value
    }
}

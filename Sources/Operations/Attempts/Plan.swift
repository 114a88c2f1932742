import Engine
import Platform
import Service

/// One request of the service as its call thinks of it: what is asked, and what may come back. Whose project it is for,
/// and how it is let in, an ``Attempt`` knows.
public struct Plan: ~Copyable {
    let method: Method
    /// Behind `{endpoint}/v1/{project_id}`; empty: that of *open*.
    let path: ByteBuffer
    let body: RequestBody
    let answer: AnswerKind
    /// Whether success may come without anything to read.
    let mayBeEmpty: Bool
    /// Whether sending it twice comes to the same as sending it once.
    let isIdempotent: Bool
    /// What is being done, as the beginning of a sentence.
    let activity: Literal

    init(
        _ method: Method, _ path: consuming ByteBuffer, _ body: consuming RequestBody, _ answer: AnswerKind,
        mayBeEmpty: Bool = false, isIdempotent: Bool = true, _ activity: Literal
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.answer = answer
        self.mayBeEmpty = mayBeEmpty
        self.isIdempotent = isIdempotent
        self.activity = activity
    }

    /// Whether it is the call that some regions do not offer.
    var isOpen: Bool { path.count == 0 }

    /// The id of the instance or image that the request is about; empty for a request about no particular one. Of a
    /// list it has no meaning.
    var subject: Bytes {
        let start: Literal = path.bytes.hasPrefix("/images/") ? "/images/" : "/notebooks/"
        let rest = path.bytes.dropFirst(start.bytes.count)
        var length = 0
        while rest[length]?.isUnreserved == true { length &+= 1 }
        return rest.prefix(length)
    }
}

/// `/notebooks/{id}`, and what follows. The id has been checked, so that nothing in it needs encoding.
func notebookPath(_ id: Bytes, _ rest: Literal = "", query: Bytes = .none) throws(OutOfMemory) -> ByteBuffer {
    var path = ByteBuffer()
    try path.append("/notebooks/")
    try path.append(id)
    try path.append(rest)
    try path.append(query)
    return path
}

func plainPath(_ text: Literal, _ rest: Bytes = .none) throws(OutOfMemory) -> ByteBuffer {
    var path = ByteBuffer()
    try path.append(text)
    try path.append(rest)
    return path
}

extension Plan {
    /// `POST /v1/{project_id}/notebooks/open`
    static func open(_ body: consuming RequestBody) -> Plan {
        Plan(.post, ByteBuffer(), body, .instance, isIdempotent: false, "opening the instance")
    }

    /// `POST /v1/{project_id}/notebooks`
    static func create(_ body: consuming RequestBody) throws(OutOfMemory) -> Plan {
        Plan(.post, try plainPath("/notebooks"), body, .instance, isIdempotent: false, "creating the instance")
    }

    /// `GET …/notebooks/{id}`
    static func show(_ id: Bytes) throws(OutOfMemory) -> Plan {
        Plan(.get, try notebookPath(id), RequestBody(), .instance, "reading the instance")
    }

    /// `POST …/notebooks/{id}/start`. Not idempotent to the letter; a second one is refused, and changes nothing.
    static func start(_ id: Bytes, query: Bytes) throws(OutOfMemory) -> Plan {
        Plan(
            .post, try notebookPath(id, "/start", query: query), try .emptyObject(), .instance, "starting the instance")
    }

    /// `POST …/notebooks/{id}/stop`
    static func stop(_ id: Bytes) throws(OutOfMemory) -> Plan {
        Plan(.post, try notebookPath(id, "/stop"), try .emptyObject(), .instance, "stopping the instance")
    }

    /// `DELETE …/notebooks/{id}`
    static func delete(_ id: Bytes) throws(OutOfMemory) -> Plan {
        Plan(.delete, try notebookPath(id), RequestBody(), .instance, mayBeEmpty: true, "deleting the instance")
    }

    /// `PUT …/notebooks/{id}`
    static func update(_ id: Bytes, _ body: consuming RequestBody) throws(OutOfMemory) -> Plan {
        Plan(.put, try notebookPath(id), body, .instance, "changing the instance")
    }

    /// `GET …/notebooks/{id}/lease`
    static func showLease(_ id: Bytes) throws(OutOfMemory) -> Plan {
        Plan(.get, try notebookPath(id, "/lease"), RequestBody(), .lease, "reading the lease")
    }

    /// `PATCH …/notebooks/{id}/lease`. Its duration counts from now: twice is once, a little later.
    static func renewLease(_ id: Bytes, _ body: consuming RequestBody) throws(OutOfMemory) -> Plan {
        Plan(.patch, try notebookPath(id, "/lease"), body, .lease, mayBeEmpty: true, "renewing the lease")
    }

    /// `GET …/images/{id}`
    static func showImage(_ id: Bytes) throws(OutOfMemory) -> Plan {
        Plan(.get, try plainPath("/images/", id), RequestBody(), .image, "reading the image")
    }
}

extension Plan {
    /// `GET …/notebooks?feature=DEFAULT`: the one free instance, if there is one.
    static func listFree() throws(OutOfMemory) -> Plan {
        // A page of two tells as well as a longer one whether there is exactly one; the service takes ten or more.
        Plan(
            .get, try plainPath("/notebooks?feature=DEFAULT&limit=10&offset=0"), RequestBody(), .instancePage,
            "looking for the free instance")
    }
}

import Platform
import Service

/// Signs requests for a comparison with other signers. A request is one line of standard input: fields in hexadecimal
/// with a space between them, "-" for an empty one:
///
///     method url headers signed-headers body access-key secret-key form region service seconds
///
/// Headers are "Name: value", each ended by a NUL; `form` is "access" or "credential". The answer is one line as well:
/// the value of Authorization and the canonical request, in hexadecimal.
@main
struct SigningProbe {
    static func main() throws {
        while let line = readLine() {
            let fields = try line.split(separator: " ").map { try decoded($0) }
            guard fields.count == 11 else { throw Unreadable(what: line) }
            print(try answer(fields))
        }
    }

    private static func answer(_ fields: [[UInt8]]) throws -> String {
        var lines = ByteBuffer()
        try lines.append(Bytes(fields[2]))
        var canonical = ByteBuffer()
        try sign(
            &lines, method: try method(text(fields[0])), url: Bytes(fields[1]), body: Bytes(fields[4]),
            signedHeaders: Bytes(fields[3]),
            key: SigningKey(accessKey: Bytes(fields[5]), secretKey: Bytes(fields[6]), form: try form(fields)),
            dateSeconds: Int64(text(fields[10])) ?? 0, canonical: &canonical)
        let added = array(lines.bytes.dropFirst(fields[2].count)).split(separator: 0)
        let prefix = Array("Authorization: ".utf8)
        guard added.count == 2, added[1].starts(with: prefix) else { throw Unreadable(what: "the signer's headers") }
        return hexadecimal(Array(added[1].dropFirst(prefix.count))) + " " + hexadecimal(array(canonical.bytes))
    }

    private static func form(_ fields: [[UInt8]]) throws -> SignatureForm {
        switch text(fields[7]) {
        case "access": .access
        case "credential": .credential(region: Bytes(fields[8]), service: Bytes(fields[9]))
        default: throw Unreadable(what: text(fields[7]))
        }
    }

    private static func method(_ name: String) throws -> Literal {
        switch name {
        case "GET": "GET"
        case "POST": "POST"
        case "PUT": "PUT"
        case "PATCH": "PATCH"
        case "DELETE": "DELETE"
        default: throw Unreadable(what: name)
        }
    }
}

struct Unreadable: Error {
    let what: String
}

private func decoded(_ field: Substring) throws -> [UInt8] {
    if field == "-" { return [] }
    var bytes: [UInt8] = []
    var rest = field
    while !rest.isEmpty {
        guard let byte = UInt8(rest.prefix(2), radix: 16) else { throw Unreadable(what: String(field)) }
        bytes.append(byte)
        rest = rest.dropFirst(2)
    }
    return bytes
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func array(_ bytes: Bytes) -> [UInt8] { Array(UnsafeBufferPointer(start: bytes.start, count: bytes.count)) }

extension Bytes {
    /// A copy that stays for the rest of the process, which is a short one.
    fileprivate init(_ bytes: [UInt8]) {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 1)
        for (index, byte) in bytes.enumerated() { memory[index] = byte }
        self.init(memory, count: bytes.count)
    }
}

/// The secrets of a call, which are redacted in texts from outside. The views must outlive the value.
package struct Secrets {
    // A credential has at most two secrets, and its proxy may have one.
    private var first = Bytes.none
    private var second = Bytes.none
    private var third = Bytes.none

    package init() {}

    package mutating func add(_ secret: Bytes) {
        if secret.isEmpty { return }
        third = second
        second = first
        first = secret
    }

    /// Returns true if the text contains a secret or the beginning of one.
    package func occur(in text: Bytes) -> Bool {
        var index = 0
        while index < text.count {
            if length(text.dropFirst(index)) > 0 { return true }
            index &+= 1
        }
        return false
    }

    /// Returns how many bytes at the start of the text are a secret, or the first 16 bytes or more of one. It
    /// recognises a secret in plain text, JSON-escaped, percent-encoded, or as a part of any text in Base64. Returns 0
    /// if there is none.
    package func length(_ text: Bytes) -> Int {
        let length = Self.length(text, of: first)
        if length > 0 { return length }
        let other = Self.length(text, of: second)
        return other > 0 ? other : Self.length(text, of: third)
    }

    @inline(never)
    private static func length(_ text: Bytes, of secret: Bytes) -> Int {
        if secret.isEmpty { return 0 }
        // Escapes are recognised in a second pass, because a secret may itself contain text that looks like an escape.
        var form = Form(bitsEach: 8, firstBit: 0, takesEscapes: false)
        var length = form.length(text, of: secret)
        form.takesEscapes = true
        if length == 0 { length = form.length(text, of: secret) }
        form.bitsEach = 6
        // A group of Base64 may begin with the first, second or third byte of the secret.
        while length == 0, form.firstBit <= 4 {
            length = form.length(text, of: secret)
            form.firstBit &+= 2
        }
        return length
    }
}

/// An encoding in which a text may contain a secret.
private struct Form {
    /// The bits for each character: 8 for bytes, 6 for Base64.
    var bitsEach: Int
    /// The first bit of the secret that starts a character which no other text influences.
    var firstBit: Int
    var takesEscapes: Bool

    func length(_ text: Bytes, of secret: Bytes) -> Int {
        // Secrets are limited to 32 KiB, so this cannot overflow.
        let bits = secret.count &* 8
        let recognisedBits = bits < 128 ? bits : 128
        var reader = EscapedText(text: text)
        var bit = firstBit
        while bit &+ bitsEach <= bits, reader.take(character(secret, bit), takesEscapes: takesEscapes) {
            bit &+= bitsEach
        }
        // In Base64, the last bits of a secret share a character with the next byte. A match of three characters is too
        // often a coincidence.
        guard bit &+ bitsEach > recognisedBits, bitsEach == 8 || bit >= 24 else { return 0 }
        // If a match ends inside a UTF-8 character, include the rest of the character.
        var end = reader.position
        while let next = text[end], next & 0xC0 == 0x80 { end &+= 1 }
        return end
    }

    private func character(_ secret: Bytes, _ bit: Int) -> UInt8 {
        let pair = UInt16(secret[bit &>> 3] ?? 0) &<< 8 | UInt16(secret[bit &>> 3 &+ 1] ?? 0)
        let value = UInt8(truncatingIfNeeded: pair &>> UInt16(truncatingIfNeeded: 16 &- bitsEach &- (bit & 7)))
        if bitsEach == 8 { return value }
        let alphabet: Literal = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        return alphabet.bytes[Int(value & 0x3F)] ?? 0
    }
}

/// Reads a text that may contain escaped bytes.
private struct EscapedText {
    let text: Bytes
    private(set) var position = 0
    /// The remaining bytes of a character that was partly read, the next one lowest.
    private var pending: UInt32 = 0

    init(text: Bytes) { self.text = text }

    /// Consumes the next byte if it is `wanted`. Returns true if it was.
    mutating func take(_ wanted: UInt8, takesEscapes: Bool) -> Bool {
        if pending != 0 {
            let isNext = UInt8(truncatingIfNeeded: pending) == wanted
            pending &>>= 8
            return isNext
        }
        guard let byte = text[position] else { return false }
        if takesEscapes, takeEscape(byte, wanted) { return true }
        guard byte == wanted || decoded(byte) == wanted else { return false }
        position &+= 1
        return true
    }

    /// Returns the byte that "+" means in a form, and the Base64 characters for "-" and "_" of its URL alphabet.
    private func decoded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: " ")
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }

    private mutating func takeEscape(_ mark: UInt8, _ wanted: UInt8) -> Bool {
        guard mark == UInt8(ascii: "%") || mark == UInt8(ascii: "\\") else { return false }
        var end = position &+ 1
        var bytes: UInt32
        if mark == UInt8(ascii: "%") {
            bytes = number(&end, digits: 2)
        } else if text[end] == UInt8(ascii: "u") {
            end &+= 1
            bytes = utf8(utf16(&end))
        } else {
            bytes = UInt32(text[end] ?? 0)
            end &+= 1
        }
        guard UInt8(truncatingIfNeeded: bytes) == wanted else { return false }
        position = end
        pending = bytes &>> 8
        return true
    }

    /// Reads one character, from one escape or from the two escapes of a surrogate pair.
    private func utf16(_ end: inout Int) -> UInt32 {
        let unit = number(&end, digits: 4)
        guard unit & 0xFC00 == 0xD800, text[end] == UInt8(ascii: "\\"), text[end &+ 1] == UInt8(ascii: "u") else {
            return unit
        }
        end &+= 2
        return 0x10000 &+ (unit & 0x3FF) &<< 10 &+ number(&end, digits: 4) & 0x3FF
    }

    private func utf8(_ scalar: UInt32) -> UInt32 {
        if scalar < 0x80 { return scalar }
        var bytes = scalar & 0x3F | 0x80
        var rest = scalar &>> 6
        var lead: UInt32 = 0xC0
        var highest: UInt32 = 0x1F
        while rest > highest {
            bytes = bytes &<< 8 | rest & 0x3F | 0x80
            rest &>>= 6
            lead |= highest &+ 1
            highest &>>= 1
        }
        return bytes &<< 8 | lead | rest
    }

    /// Reads a hexadecimal number. Returns 0, which no secret contains, if there is none.
    private func number(_ end: inout Int, digits: Int) -> UInt32 {
        var value: UInt32 = 0
        var left = digits
        while left > 0 {
            guard let byte = text[end], let digit = byte.hexDigit else { return 0 }
            value = value &<< 4 | UInt32(digit)
            end &+= 1
            left &-= 1
        }
        return value
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    package var hexDigit: UInt8? {
        if isDigit { return self &- UInt8(ascii: "0") }
        let letter = asciiLowercased
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "f") ? letter &- UInt8(ascii: "a") &+ 10 : nil
    }
}

/// The secrets of a call, which a text from outside may repeat. The views must outlive the value.
package struct Secrets {
    // A credential has two at most, and its proxy may have one.
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

    /// Returns true if a secret, or the beginning of one, occurs in the text.
    package func occur(in text: Bytes) -> Bool {
        var index = 0
        while index < text.count {
            if length(text.dropFirst(index)) > 0 { return true }
            index &+= 1
        }
        return false
    }

    /// Returns how many bytes at the start of the text write a secret, or its beginning of 16 bytes or more: as it is,
    /// JSON-escaped, percent-encoded, or as a part of any text in Base64. Returns 0 if there is none.
    package func length(_ text: Bytes) -> Int {
        let length = Self.length(text, of: first)
        if length > 0 { return length }
        let other = Self.length(text, of: second)
        return other > 0 ? other : Self.length(text, of: third)
    }

    @inline(never)
    private static func length(_ text: Bytes, of secret: Bytes) -> Int {
        if secret.isEmpty { return 0 }
        // Escapes are read in a second pass: a secret may hold what looks like one.
        var form = Form(bitsEach: 8, firstBit: 0, takesEscapes: false)
        var length = form.length(text, of: secret)
        form.takesEscapes = true
        if length == 0 { length = form.length(text, of: secret) }
        form.bitsEach = 6
        // A group of Base64 begins with the secret's first byte, with its second, or with its third.
        while length == 0, form.firstBit <= 4 {
            length = form.length(text, of: secret)
            form.firstBit &+= 2
        }
        return length
    }
}

/// How a text may write a secret.
private struct Form {
    /// 8: a character for each byte. 6: Base64.
    var bitsEach: Int
    /// Where the first character that depends on nothing but the secret begins in it.
    var firstBit: Int
    var takesEscapes: Bool

    func length(_ text: Bytes, of secret: Bytes) -> Int {
        // The longest secret has 32 KiB.
        let bits = secret.count &* 8
        let recognisedBits = bits < 128 ? bits : 128
        var reader = EscapedText(text: text)
        var bit = firstBit
        while bit &+ bitsEach <= bits, reader.take(character(secret, bit), takesEscapes: takesEscapes) {
            bit &+= bitsEach
        }
        // What is left in Base64 shares its character with another byte. Three characters are too often there by chance.
        guard bit &+ bitsEach > recognisedBits, bitsEach == 8 || bit >= 24 else { return 0 }
        // A match that ends inside a character must not leave the rest of it.
        var end = reader.place
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

/// Reads a text that may write a byte as an escape.
private struct EscapedText {
    let text: Bytes
    private(set) var place = 0
    /// The bytes of a character that has been begun, the next one lowest.
    private var pending: UInt32 = 0

    init(text: Bytes) { self.text = text }

    /// Takes the byte that is wanted, if it is the next one.
    mutating func take(_ wanted: UInt8, takesEscapes: Bool) -> Bool {
        if pending != 0 {
            let isNext = UInt8(truncatingIfNeeded: pending) == wanted
            pending &>>= 8
            return isNext
        }
        guard let byte = text[place] else { return false }
        if takesEscapes, takeEscape(byte, wanted) { return true }
        guard byte == wanted || standIn(byte) == wanted else { return false }
        place &+= 1
        return true
    }

    /// A form's space, and the two characters in which the alphabets of Base64 differ.
    private func standIn(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x2B: 0x20
        case 0x2D: 0x2B
        case 0x5F: 0x2F
        default: byte
        }
    }

    private mutating func takeEscape(_ mark: UInt8, _ wanted: UInt8) -> Bool {
        guard mark == 0x25 || mark == 0x5C else { return false }
        var end = place &+ 1
        var bytes: UInt32
        if mark == 0x25 {
            bytes = number(&end, digits: 2)
        } else if text[end] == 0x75 {
            end &+= 1
            bytes = utf8(utf16(&end))
        } else {
            bytes = UInt32(text[end] ?? 0)
            end &+= 1
        }
        guard UInt8(truncatingIfNeeded: bytes) == wanted else { return false }
        place = end
        pending = bytes &>> 8
        return true
    }

    /// One character of one or two escapes.
    private func utf16(_ end: inout Int) -> UInt32 {
        let unit = number(&end, digits: 4)
        guard unit & 0xFC00 == 0xD800, text[end] == 0x5C, text[end &+ 1] == 0x75 else { return unit }
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

    /// A number in hexadecimal; 0, which no secret holds, if there is none.
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
        if isDigit { return self &- 0x30 }
        let letter = asciiLowercased
        return letter >= 0x61 && letter <= 0x66 ? letter &- 0x57 : nil
    }
}

import JSON
import Platform

/// Looks in the catalog of a token for the service's address.
struct CatalogSearch {
    private let region: Bytes
    private var found: Places

    init(region: Bytes) {
        self.region = region
        found = Places(region: region)
    }

    /// Of the region; of any, if there is only one; else nothing.
    var endpoint: Bytes { found.best }

    /// Reads an entry of the catalog. Its places may come before its type does.
    mutating func readService(_ reader: inout JSONReader) throws(JSONError) {
        var isOurs = false
        var places = Places(region: region)
        try reader.members { (key, reader) throws(JSONError) in
            if key == "type" || key == "name" {
                let text = try reader.textOrNone()
                if text.equalsIgnoringCase(("modelarts" as Literal).bytes) { isOurs = true }
            } else if key == "endpoints", reader.kind == .array {
                try reader.objects { (reader) throws(JSONError) in try places.read(&reader) }
            } else {
                try reader.skipValue()
            }
        }
        if isOurs { found.add(places) }
    }
}

/// Where a service is.
private struct Places {
    private let region: Bytes
    private var inRegion = Bytes.none
    private var anywhere = Bytes.none
    private var isAmbiguous = false

    init(region: Bytes) { self.region = region }

    var best: Bytes {
        if !inRegion.isEmpty { return inRegion }
        return isAmbiguous ? .none : anywhere
    }

    mutating func read(_ reader: inout JSONReader) throws(JSONError) {
        var isPublic = false
        var isInRegion = false
        var url = Bytes.none
        try reader.members { (key, reader) throws(JSONError) in
            let text = try reader.textOrNone()
            if key == "interface" { isPublic = text == "public" }
            if key == "region" || key == "region_id", !region.isEmpty, text == region { isInRegion = true }
            if key == "url" { url = withoutVersion(text) }
        }
        guard isPublic, !url.isEmpty else { return }
        if isInRegion, inRegion.isEmpty { inRegion = url }
        add(url)
    }

    mutating func add(_ other: Places) {
        if inRegion.isEmpty { inRegion = other.inRegion }
        add(other.anywhere)
        if other.isAmbiguous { isAmbiguous = true }
    }

    /// Two versions of one service are at one place.
    private mutating func add(_ url: Bytes) {
        if anywhere.isEmpty {
            anywhere = url
        } else if !url.isEmpty, !(anywhere == url) {
            isAmbiguous = true
        }
    }
}

/// The address up to `/v1` or `/v2`: behind it stands the project, or a word in its place.
private func withoutVersion(_ url: Bytes) -> Bytes {
    var index = 0
    while let byte = url[index] {
        if byte == UInt8(ascii: "/"), url[index &+ 1] == UInt8(ascii: "v"),
            let digit = url[index &+ 2], digit == UInt8(ascii: "1") || digit == UInt8(ascii: "2"),
            url[index &+ 3] == nil || url[index &+ 3] == UInt8(ascii: "/")
        {
            return url.prefix(index)
        }
        index &+= 1
    }
    return url
}

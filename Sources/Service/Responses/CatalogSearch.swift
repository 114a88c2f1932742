import JSON
import Platform

/// Goes through the catalog of a token, which is next, for the service's address: of the region; of any, if there is
/// only one; else nothing, and then whether there are several.
func serviceEndpoint(
    _ reader: inout JSONReader, region: Bytes
) throws(JSONError) -> (url: Bytes, isAmbiguous: Bool) {
    var found = Places(region: region)
    var isMore = try reader.firstObject()
    while isMore {
        try readService(&reader, into: &found)
        isMore = try reader.nextObject()
    }
    return (found.best, found.isAmbiguous)
}

/// Reads an entry of the catalog. Its places may come before its type does.
private func readService(_ reader: inout JSONReader, into found: inout Places) throws(JSONError) {
    var isOurs = false
    var places = Places(region: found.region)
    var key = try reader.firstKey()
    while let name = key {
        if name == "type" || name == "name" {
            let text = try reader.textOrNone()
            if text.equalsIgnoringCase(("modelarts" as Literal).bytes) { isOurs = true }
        } else if name == "endpoints", reader.kind == .array {
            var isMore = try reader.firstObject()
            while isMore {
                try places.read(&reader)
                isMore = try reader.nextObject()
            }
        } else {
            try reader.skipValue()
        }
        key = try reader.nextKey()
    }
    if isOurs { found.add(places) }
}

/// Where a service is.
private struct Places {
    let region: Bytes
    private var inRegion = Bytes.none
    private var anywhere = Bytes.none
    private(set) var isAmbiguous = false

    init(region: Bytes) { self.region = region }

    var best: Bytes {
        if !inRegion.isEmpty { return inRegion }
        return isAmbiguous ? .none : anywhere
    }

    mutating func read(_ reader: inout JSONReader) throws(JSONError) {
        var isPublic = false
        var isInRegion = false
        var url = Bytes.none
        var key = try reader.firstKey()
        while let name = key {
            let text = try reader.textOrNone()
            if name == "interface" { isPublic = text == "public" }
            if name == "region" || name == "region_id", !region.isEmpty, text == region { isInRegion = true }
            if name == "url" { url = withoutVersion(text) }
            key = try reader.nextKey()
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

/// The address up to `/v1` or `/v2`: after it comes the project, or a placeholder for it.
private func withoutVersion(_ url: Bytes) -> Bytes {
    url.prefix(versionPlace(url, from: URLPart.origin(of: url).count, 0x31, 0x32) ?? url.count)
}

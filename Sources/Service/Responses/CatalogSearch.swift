import JSON
import Platform

/// Reads the catalog of a token, which is next, and returns the service's address: the address in the region, or the
/// only address. If there are several, it returns an empty address and `isAmbiguous`.
func serviceEndpoint(
    _ reader: inout JSONReader, region: Bytes
) throws(JSONError) -> (url: Bytes, isAmbiguous: Bool) {
    var found = CatalogEndpoints(region: region)
    var isMore = try reader.firstObject()
    while isMore {
        try readService(&reader, into: &found)
        isMore = try reader.nextObject()
    }
    return (found.best, found.isAmbiguous)
}

/// Reads an entry of the catalog. Its endpoints may come before its type.
private func readService(_ reader: inout JSONReader, into found: inout CatalogEndpoints) throws(JSONError) {
    var isOurs = false
    var endpoints = CatalogEndpoints(region: found.region)
    var key = try reader.firstKey()
    while let name = key {
        if name == "type" || name == "name" {
            let text = try reader.textOrNone()
            if text.equalsIgnoringCase(("modelarts" as Literal).bytes) { isOurs = true }
        } else if name == "endpoints", reader.kind == .array {
            var isMore = try reader.firstObject()
            while isMore {
                try endpoints.read(&reader)
                isMore = try reader.nextObject()
            }
        } else {
            try reader.skipValue()
        }
        key = try reader.nextKey()
    }
    if isOurs { found.add(endpoints) }
}

/// The addresses of a service.
private struct CatalogEndpoints {
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

    mutating func add(_ other: CatalogEndpoints) {
        if inRegion.isEmpty { inRegion = other.inRegion }
        add(other.anywhere)
        if other.isAmbiguous { isAmbiguous = true }
    }

    /// Adds an address. Two versions of a service have the same address.
    private mutating func add(_ url: Bytes) {
        if anywhere.isEmpty {
            anywhere = url
        } else if !url.isEmpty, !(anywhere == url) {
            isAmbiguous = true
        }
    }
}

/// Returns the address without `/v1` or `/v2` and what follows: the project, or a placeholder for it.
private func withoutVersion(_ url: Bytes) -> Bytes {
    url.prefix(
        versionIndex(url, from: URLPart.origin(of: url).count, UInt8(ascii: "1"), UInt8(ascii: "2")) ?? url.count)
}

import CCodelab
import Engine
import Platform
import Service

/// What a watch that switches needs: the target, the checks of it, and the instance as it was before.
struct Switching: ~Copyable {
    let request: SwitchRequest
    /// The status when the watch first read the instance.
    private(set) var status = CODELAB_STATUS_UNKNOWN
    private var flavorBefore = ByteBuffer()
    private var imageBefore = ByteBuffer()
    /// The processor of the flavor, once known; before, of the image.
    private var arch = Int32(0)
    private var category = Int32(0)
    /// How many flavors have been read.
    private var offset = Int64(0)
    /// True if one of them is the flavor that the instance had when it was read.
    private var offersFlavorBefore = false
    /// True if the instance was read again because of that.
    private var hasLookedAgain = false
    private var body = RequestBody()
    /// The failure of the switch, while the instance is started again.
    var failure = codelab_error()

    init(_ request: consuming SwitchRequest) { self.request = request }

    /// Copies what the instance is before the switch. Without memory for it, the instance cannot be changed back.
    mutating func note(_ instance: UnsafePointer<codelab_instance>) {
        status = codelab_instance_status(UInt32(bitPattern: instance.pointee.status))
        arch = instance.pointee.image?.pointee.arch ?? 0
        category = 0
        offset = 0
        offersFlavorBefore = false
        flavorBefore = Self.copy(instance.pointee.flavor)
        imageBefore = Self.copy(instance.pointee.image?.pointee.id)
    }

    private static func copy(_ text: UnsafePointer<CChar>?) -> ByteBuffer {
        guard let text else { return ByteBuffer() }
        do throws(ResourceExhausted) { return try terminatedCopy(Bytes(cString: text)) } catch { return ByteBuffer() }
    }

    /// Returns true if the instance has the flavor and the image already.
    func isReached(by instance: UnsafePointer<codelab_instance>) -> Bool {
        Self.has(request.flavor, instance.pointee.flavor)
            && Self.has(request.imageID, instance.pointee.image?.pointee.id)
    }

    private static func has(_ wanted: Bytes, _ present: UnsafePointer<CChar>?) -> Bool {
        guard !wanted.isEmpty else { return true }
        guard let present else { return false }
        return wanted == Bytes(cString: present)
    }

    // MARK: - Checks

    /// Returns the stage of the first check; `nil` if there is nothing to check.
    var firstCheck: SwitchPlan.Stage? {
        if request.isUnchecked { return nil }
        if !request.flavor.isEmpty, !(request.flavor == flavorBefore.bytes) { return .checkingFlavor }
        return hasImage ? .checkingImage : nil
    }

    var hasImage: Bool { !request.imageID.isEmpty }

    /// Returns the query of the next page of flavors.
    func flavorQuery() throws(ResourceExhausted) -> ByteBuffer {
        var query = ByteBuffer()
        try query.append("?limit=200&offset=")
        try query.append(decimal: offset)
        return query
    }

    /// Returns the next stage; `nil` if the flavor is one of the page. Throws if the instance cannot have the flavor.
    ///
    /// A list without the wanted flavor can contain that which the instance had. Then the flavor has probably changed
    /// since the instance was read, by an earlier request whose response was lost: the instance is read once more.
    mutating func checkFlavor(
        _ page: UnsafePointer<codelab_page>, _ report: Report
    ) throws(Failure) -> SwitchPlan.Stage? {
        var index = 0
        while let flavor = Self.flavor(page, index) {
            if Self.has(request.flavor, flavor.pointee.id) {
                try take(flavor, report)
                return nil
            }
            if Self.has(flavorBefore.bytes, flavor.pointee.id) { offersFlavorBefore = true }
            index &+= 1
        }
        offset = offset &+ page.pointee.flavors_count
        if index > 0, page.pointee.total != Absent.integer, offset < page.pointee.total { return .checkingFlavor }
        if offersFlavorBefore, !hasLookedAgain {
            hasLookedAgain = true
            return .looking
        }
        throw report.failure(CODELAB_E_ARGUMENT) { Self.writeChoices(request.flavor, page, &$0) }
    }

    private static func flavor(_ page: UnsafePointer<codelab_page>, _ index: Int) -> UnsafePointer<codelab_flavor>? {
        Int64(index) < page.pointee.flavors_count ? page.pointee.flavors?[index] : nil
    }

    private static func writeChoices(
        _ wanted: Bytes, _ page: UnsafePointer<codelab_page>, _ writer: inout TextWriter
    ) {
        writer.write("flavor: the instance cannot be switched to ")
        writer.write(wanted)
        var index = 0
        while let flavor = flavor(page, index) {
            writer.write(index == 0 ? "; possible: " : ", ")
            if let id = flavor.pointee.id { writer.write(Bytes(cString: id)) }
            index &+= 1
        }
    }

    private mutating func take(_ flavor: UnsafePointer<codelab_flavor>, _ report: Report) throws(Failure) {
        if flavor.pointee.sold_out == 1 {
            throw report.failure(CODELAB_E_QUOTA) {
                $0.write("flavor: ")
                $0.write(request.flavor)
                $0.write(" is sold out; the instance was not stopped")
            }
        }
        // The image that stays must run on the new processor.
        if !hasImage { try checkArch(image: arch, flavor: flavor.pointee.arch, report) }
        arch = flavor.pointee.arch
        category = flavor.pointee.category
    }

    /// Throws if the instance cannot have the image.
    func checkImage(_ image: UnsafePointer<codelab_image>, _ report: Report) throws(Failure) {
        let status = codelab_image_status(UInt32(bitPattern: image.pointee.status))
        guard status == CODELAB_IMAGE_STATUS_ACTIVE || status == CODELAB_IMAGE_STATUS_UNKNOWN else {
            throw report.failure(CODELAB_E_ARGUMENT) {
                $0.write("image_id: the image cannot be used: it is ")
                if let text = image.pointee.status_text { $0.write(Bytes(cString: text)) }
            }
        }
        try checkArch(image: image.pointee.arch, flavor: arch, report)
        try checkCategory(image, report)
    }

    private func checkArch(image: Int32, flavor: Int32, _ report: Report) throws(Failure) {
        guard image != flavor, image > 0, flavor > 0 else { return }
        let isARM = image == Int32(bitPattern: CODELAB_ARCH_AARCH64.rawValue)
        throw report.failure(
            CODELAB_E_ARGUMENT,
            isARM
                ? "the image is for AARCH64, the flavor for X86_64" : "the image is for X86_64, the flavor for AARCH64")
    }

    /// An image may list the categories of the flavors that it is for.
    private func checkCategory(_ image: UnsafePointer<codelab_image>, _ report: Report) throws(Failure) {
        guard let name = flavorCategoryName(category), let categories = image.pointee.resource_categories,
            image.pointee.resource_categories_count > 0
        else { return }
        var index = 0
        while Int64(index) < image.pointee.resource_categories_count, let text = categories[index] {
            if Bytes(cString: text) == name { return }
            index &+= 1
        }
        throw report.failure(CODELAB_E_ARGUMENT) {
            $0.write("image_id: the image is not for a flavor of category ")
            $0.write(name)
        }
    }

    // MARK: - Restoring

    /// True if the instance is started again after a failure.
    var restores: Bool { status == CODELAB_STATUS_RUNNING && !request.staysStopped }

    /// The body that changes the instance back.
    var restoringBody: Bytes { body.bytes }

    /// Returns false if it is not known what the instance was.
    mutating func makeRestoringBody(_ report: Report) throws(Failure) -> Bool {
        let flavor = request.flavor.isEmpty || flavorBefore.count == 0 ? nil : flavorBefore.bytes
        let imageID = !hasImage || imageBefore.count == 0 ? nil : imageBefore.bytes
        guard flavor != nil || imageID != nil else { return false }
        body = try changeBody(flavor, imageID, report)
        return true
    }

    /// Reports the failure of the switch, and whether the instance runs again.
    func reportFailure(isRestored: Bool, _ report: Report) -> Failure {
        report.record.pointee = failure
        return withUnsafeBytes(of: failure.message) { text in
            report.failure(codelab_status(failure.code)) {
                $0.write(
                    isRestored
                        ? "the switch failed, and the instance runs again as before: "
                        : "the switch failed, and the instance could not be started again as before: ")
                if let start = text.baseAddress {
                    $0.write(Bytes(cString: start.assumingMemoryBound(to: CChar.self)))
                }
            }
        }
    }
}

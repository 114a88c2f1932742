package import Platform

/// The version of the header that this library was built with.
package enum Version {
    /// A test holds it against the header's numbers.
    package static var text: Literal { "0.4.0" }

    #if hasFeature(Embedded)
        package static var buildText: Literal { "libcodelab 0.4.0, Embedded Swift, for libcurl 7.88 or later" }
    #else
        package static var buildText: Literal { "libcodelab 0.4.0, full Swift, for libcurl 7.88 or later" }
    #endif
}

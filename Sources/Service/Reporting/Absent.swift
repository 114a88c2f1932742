/// The values by which the header marks a field as absent.
package enum Absent {
    package static var integer: Int64 { .min }
    package static var boolean: Int32 { -1 }
    package static var number: Double { -1 }
}

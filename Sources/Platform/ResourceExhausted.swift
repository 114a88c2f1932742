/// Thrown by every function that allocates, if there is no memory or no descriptor.
package struct ResourceExhausted: Error {
    package init() {}
}

/// An allocation that failed. Every function that allocates says so by throwing this.
package struct ResourceExhausted: Error {
    package init() {}
}

//go:build codelab_gc

package codelab

import "runtime"

// collect runs the collector, with its finalizers, whenever an object of the library is about to be used or what it gave
// is about to be read: what is not kept alive as it should be is then gone. For tests.
func collect() {
	runtime.GC()
	runtime.Gosched()
}

//go:build codelab_gc

package codelab

import "runtime"

// collect runs the garbage collector and finalizers before each use of an object of the library and each read of its
// memory. Tests then find objects that are not kept alive.
func collect() {
	runtime.GC()
	runtime.Gosched()
}

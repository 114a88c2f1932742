//go:build !codelab_gc

package codelab

// collect does nothing; see collect_gc.go.
func collect() {}

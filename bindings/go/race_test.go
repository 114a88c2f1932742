//go:build race

package codelab_test

// isRaced is true with the race detector, which needs additional memory.
const isRaced = true
